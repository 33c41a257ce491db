"""The face's own surface, which hides parts of masks and straps that lie behind it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.mesh_points import MOUTH_OPENING
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.warp.rasterizer import IndexArray, rasterize


@dataclass(frozen=True, eq=False)
class FaceDepth:
    """The face's own surface: float32 (h, w) depth (+inf where there is no face) and coverage over ``window``."""

    window: Window
    depth: FloatArray
    coverage: FloatArray

    def depth_over(self, window: Window) -> FloatArray:
        """Depth over another window of the same image."""
        depth = np.full((window.height, window.width), np.inf, np.float32)
        mine, its = self.window.shared_slices(window)
        depth[its] = self.depth[mine]
        return depth

    def at(self, columns: IndexArray, rows: IndexArray) -> tuple[FloatArray, FloatArray]:
        """Depth and coverage at pixels of the image."""
        x, y = columns - self.window.left, rows - self.window.top
        inside = (x >= 0) & (y >= 0) & (x < self.window.width) & (y < self.window.height)
        x, y = x * inside, y * inside
        return (
            np.where(inside, self.depth[y, x], np.float32(np.inf)),
            np.where(inside, self.coverage[y, x], np.float32(0)),
        )


def face_depth(landmarks: FloatArray, width: int, height: int) -> FaceDepth | None:
    """Rasterize the face mesh (mouth closed) of a face; None when it lies outside the frame."""
    window = Window.around(landmarks[:VERTEX_COUNT], 1, width, height)
    if window is None:
        return None
    lips = [(MOUTH_OPENING[0], a, b) for a, b in itertools.pairwise(MOUTH_OPENING)]
    triangles = np.vstack([canonical_face().triangles, lips]).astype(np.int32)
    fragments = rasterize(landmarks[:VERTEX_COUNT], triangles, window, supersampling=1)
    depth = fragments.interpolate(landmarks[:VERTEX_COUNT, 2:3].astype(np.float32))[0]
    depth[fragments.index < 0] = np.inf
    return FaceDepth(window, depth, np.asarray(cv2.blur(fragments.coverage, (3, 3)), np.float32))
