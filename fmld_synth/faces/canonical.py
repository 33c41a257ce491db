"""The canonical face: the mean face mesh that ties landmarks, masks and wear states together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray

VERTEX_COUNT = 468
"""Points of MediaPipe's face mesh, without those of the irises."""


@dataclass(frozen=True, eq=False)
class CanonicalFace:
    """A symmetric mean face.

    Its frame: origin midway between the eye centers, inter-ocular distance 1, x to the right of the image,
    y down, z away from the camera (the nose points toward -z). The arrays are shared and read-only.

    Attributes:
        vertices: float32 (468, 3), in inter-ocular distances.
        triangles: int32 (852, 3), vertex indices, all wound alike.
        mirror: int32 (468,), the index of each vertex's mirror image about x = 0.
    """

    vertices: FloatArray
    triangles: npt.NDArray[np.int32]
    mirror: npt.NDArray[np.int32]


@cache
def canonical_face() -> CanonicalFace:
    """The canonical face, as ``build_data/build_canonical_face.py`` builds it."""
    with as_file(files("fmld_synth.faces") / "canonical_face.npz") as path, np.load(path) as stored:
        face = CanonicalFace(stored["vertices"], stored["triangles"], stored["mirror"])
    for array in (face.vertices, face.triangles, face.mirror):
        array.setflags(write=False)
    return face
