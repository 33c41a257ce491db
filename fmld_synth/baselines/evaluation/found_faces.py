"""Boxes from the face finder instead of the set's: for pictures of whole scenes that come without boxes."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fmld_synth.baselines.face_finding.interface import FaceFinder, FoundFace
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.errors import Rejected
from fmld_synth.execution.threads import done_ahead
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.progress import Watcher

SAME_FACE = 0.3
"""A found face with at least this IoU with the set's box is the same face."""


class FoundBoxes(NamedTuple):
    """Images whose labeled faces have found boxes.

    images: in their order; faces that the finder missed keep the set's box, which may be the whole picture.
    missed: how many those are.
    """

    images: list[AnnotatedImage]
    missed: int


def shows_one_face(image: AnnotatedImage) -> bool:
    """Whether a picture has one face and no box of it: the box is the picture, as readers of class folders give it."""
    if len(image.faces) != 1:
        return False
    box = image.faces[0].box
    return box == Box(0, 0, image.width, image.height)


def find_boxes(
    images: Sequence[AnnotatedImage],
    watcher: Watcher,
    make_finder: Callable[[], FaceFinder],
    prepare: Callable[[ByteArray], ByteArray] | None = None,
) -> FoundBoxes:
    """Look for the labeled faces of all images, a thread a core.

    Args:
        images: of a set. In a picture of one face without a box that is the most prominent face found; elsewhere the
            found face that overlaps most.
        watcher: is told of each image, at stage ``survey``.
        make_finder: gives each thread its finder.
        prepare: what is done to a picture first, uint8 (height, width, 3); its size must stay.
    """
    own = threading.local()  # a finder serves one thread

    def look(image: AnnotatedImage) -> Sequence[FoundFace] | None:
        if not hasattr(own, "finder"):
            own.finder = make_finder()
        try:
            pixels = read_photograph(image.path).image
        except Rejected:  # whoever cuts the faces out skips and counts it
            return None
        found: Sequence[FoundFace] = own.finder.find(pixels if prepare is None else prepare(pixels))
        return found

    result = FoundBoxes([], 0)
    watcher.begin("survey", len(images))
    for image, found in done_ahead(look, images):
        if found is None:
            result.images.append(image)
            watcher.advance(1, 0, 1)
            continue
        boxes = [_box_of(face, image, found) for face in image.faces]
        missed = sum(
            box is None and face.label is not None for box, face in zip(boxes, image.faces, strict=True)
        )
        faces = tuple(
            dataclasses.replace(face, box=box) if box is not None else face
            for face, box in zip(image.faces, boxes, strict=True)
        )
        result.images.append(dataclasses.replace(image, faces=faces))
        result = result._replace(missed=result.missed + missed)
        watcher.advance(1, int(not missed), int(missed > 0))
    return result


def _box_of(face: AnnotatedFace, image: AnnotatedImage, found: Sequence[FoundFace]) -> Box | None:
    if shows_one_face(image):
        return found[0].box if found else None
    overlaps = [one.box.intersection_over_union(face.box) for one in found]
    best = max(range(len(found)), key=overlaps.__getitem__, default=None)
    return found[best].box if best is not None and overlaps[best] >= SAME_FACE else None
