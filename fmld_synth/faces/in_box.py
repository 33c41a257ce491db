"""From an annotated box to the mesh of the face in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import Box, ByteArray

SURROUNDINGS = 0.6
"""How far the part that is searched reaches beyond the box, in box sizes: the whole head helps."""
SAME_FACE = 0.3
"""Least IoU of a mesh's box with the annotated one: annotators draw more or less of forehead and ears."""
WHOLE_PICTURE = 0.9
"""From this share of the picture on, a box says that the picture shows one face, and not where."""


def find_in_box(find_faces: Callable[[ByteArray], list[Face]], image: ByteArray, box: Box) -> Face | None:
    """The face in an annotated box, looked for in the box's surroundings alone.

    However many faces a scene shows, each is found as if it were the only one, and the same pixels and box
    always give the same mesh.

    Args:
        find_faces: finds faces, largest first.
        image: uint8 (height, width, 3), RGB.
        box: of one face, in pixels of ``image``.

    Returns:
        The face in pixels of ``image``; None when no face is found that fits the box.
    """
    height, width = image.shape[:2]
    if box.area >= WHOLE_PICTURE * width * height:
        return next(iter(find_faces(image)), None)
    around = box.expanded(SURROUNDINGS).clipped(width, height)
    left, top = int(around.x), int(around.y)
    right, bottom = int(around.x + around.width), int(around.y + around.height)
    part = np.ascontiguousarray(image[top:bottom, left:right])
    faces = [face.moved(1.0, (left, top)) for face in find_faces(part)]
    best = max(faces, key=lambda face: face.box.intersection_over_union(box), default=None)
    if best is None or best.box.intersection_over_union(box) < SAME_FACE:
        return None
    return best
