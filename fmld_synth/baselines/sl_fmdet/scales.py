"""The levels of the pyramid as whole numbers, for programs that run the network without torch."""

STRIDES = (8, 16, 32)
"""Pixels of the input for each cell, by level."""
SIZES = ((16, 32), (64, 128), (256, 512))
"""Sides of the anchors in pixels of the input, by level; anchors are squares around the middle of each cell."""
ANCHORS_PER_CELL = 2
BGR_MEAN = (104.0, 117.0, 123.0)
"""Subtracted from the input's channels."""
VARIANCES = (0.1, 0.2)
"""Scales of the offsets of center and points, and of size."""
