"""SL-FMDet: a light detector with attention and an auxiliary heatmap (Fan, Jiang and Yan, IEEE Access 2021)."""
