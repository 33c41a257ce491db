"""Two stages: faces are found first, then a classifier says how each wears its mask (Pham et al., 2021)."""
