"""Defaults for a user's own mask, by its family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FAMILY_DEFAULTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "surgical": {
        "shape": {"width": 2.94, "stiffness": 0.25, "bulge": 0.06, "beak": 0.02, "below_chin": 0.14},
        "straps": {"kind": "ear_loops", "width": 0.045},
        "fabric": {"weave": "nonwoven", "sheen": 0.12},
    },
    "cup": {
        "shape": {"width": 2.3, "stiffness": 0.95, "bulge": 0.32, "beak": 0.05, "below_chin": 0.05},
        "straps": {"kind": "head_bands", "width": 0.045},
        "fabric": {"weave": "nonwoven", "sheen": 0.08},
    },
    "fold_flat": {
        "shape": {"width": 2.76, "stiffness": 0.75, "bulge": 0.14, "beak": 0.26, "below_chin": 0.1},
        "straps": {"kind": "ear_loops", "width": 0.042},
        "fabric": {"weave": "nonwoven", "sheen": 0.1},
    },
    "cloth": {
        "shape": {"width": 2.86, "stiffness": 0.3, "bulge": 0.04, "beak": 0.1, "below_chin": 0.12},
        "straps": {"kind": "ear_loops", "width": 0.045},
        "fabric": {"weave": "woven", "sheen": 0.04},
    },
    "sports": {
        "shape": {"width": 3.44, "stiffness": 0.55, "bulge": 0.12, "beak": 0.12, "below_chin": 0.1},
        "straps": {"kind": "ear_loops", "width": 0.065},
        "fabric": {"weave": "foam", "sheen": 0.1},
    },
    "fashion": {
        "shape": {"width": 4.28, "stiffness": 0.35, "bulge": 0.03, "beak": 0.12, "below_chin": 0.1},
        "straps": {"kind": "ear_loops", "width": 0.045},
        "fabric": {"weave": "foam", "sheen": 0.06},
    },
    "bandana": {
        "shape": {"width": 4.18, "stiffness": 0.05, "bulge": 0.02, "below_chin": 1.0},
        "straps": {"kind": "none"},
        "fabric": {"weave": "woven", "sheen": 0.03},
    },
}
"""Shape, straps and fabric of each family; lengths in inter-ocular distances.

They are those of a typical bundled template of the family."""
