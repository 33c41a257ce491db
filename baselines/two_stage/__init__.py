"""Two stages: faces are found first, then a classifier says how each wears its mask (Pham et al., FMD-RICE2021, 2021)."""
