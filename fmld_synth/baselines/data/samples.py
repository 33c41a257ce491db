"""The pictures of a set in memory: faces cut out for classifiers, whole scenes for detectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from fmld_synth.baselines.data.cutting import cut_and_shrunk, shrunk
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.threads import done_ahead
from fmld_synth.geometry import Box, ByteArray, FloatArray, LabelArray
from fmld_synth.photographs.framing import Margin
from fmld_synth.photographs.reading import read_photograph

KEY_POINTS = 5
"""Points of a face that a detector may learn."""


class FaceSample(NamedTuple):
    """One face for a classifier.

    pixels: uint8 (height, width, 3), RGB: cut with its margin, shrunk to the cache's side, not yet of a network's size.
    label: place of its class in the model's classes.
    identity: who it shows, or the image's name where nobody says.
    path, name: of the image.
    box: the face in pixels of the image, without margin.
    inside: the same in pixels of ``pixels``; it may reach beyond them.
    wear_state: where the set knows it.
    mask: what ``pixels`` show of the mask, in pixels of them; None where none is seen or its box is unknown.
    """

    pixels: ByteArray
    label: int
    identity: str
    path: Path
    name: str
    box: Box
    inside: Box
    wear_state: str | None
    mask: Box | None = None


class SceneSample(NamedTuple):
    """One picture for a detector.

    pixels: uint8 (height, width, 3), RGB.
    boxes: float32 (faces, 4): left, top, right, bottom in pixels of ``pixels``.
    labels: int64 (faces,): places of their classes in the model's classes.
    mask_boxes: float32 (faces, 4), likewise; nan where no mask is worn or its box is unknown.
    ignored: float32 (others, 4): faces that are difficult or not labeled; finding them is neither right nor wrong.
    identity: who it shows, or the image's name where nobody says.
    path, name: of the image.
    points: float32 (faces, 5, 2): eyes, tip of the nose, corners of the mouth, x and y in pixels of ``pixels``, in the
        order of ``fmld_synth.faces.regions.key_points``; nan where unknown.
    """

    pixels: ByteArray
    boxes: FloatArray
    labels: LabelArray
    mask_boxes: FloatArray
    ignored: FloatArray
    identity: str
    path: Path
    name: str
    points: FloatArray


Sample = TypeVar("Sample", FaceSample, SceneSample)


class DrawnFaces(Sequence[FaceSample]):
    """Faces that are drawn when they are asked for; any number of threads may ask at once.

    Attributes:
        groups: int64 (faces,): those of one group are shown as often as those of another; a face's class is known when
            it is drawn.
    """

    groups: LabelArray


@dataclass(frozen=True)
class SampleSet(Generic[Sample]):
    """Samples in memory.

    Attributes:
        samples: in the order of the images, faces of an image in its order.
        skipped: images that could not be read, and why.
    """

    samples: list[Sample]
    skipped: list[tuple[Path, str]]


FaceSet = SampleSet[FaceSample]
SceneSet = SampleSet[SceneSample]


def face_samples(
    images: Iterable[AnnotatedImage],
    scheme: LabelScheme,
    classes: Sequence[str],
    *,
    margin: Margin,
    cache_side: int,
    prepare: Callable[[ByteArray], ByteArray] | None = None,
) -> FaceSet:
    """Cut every labeled face out of its image; difficult ones are left out.

    Args:
        images: of an annotated set; images that cannot be read are skipped and listed.
        scheme: gives faces their classes.
        classes: of the model, some or all of the scheme's, in the order of its outputs.
        margin: room around each face's box, see :data:`~fmld_synth.photographs.framing.Margin`.
        cache_side: longest side of a sample in pixels; larger faces are shrunk by averaging areas.
        prepare: what is done to an image first, uint8 (height, width, 3); its size must stay.

    Raises:
        UserError: a face's class is unknown to the model, or the scheme needs a wear state that the set does not tell.
    """
    cut = partial(
        _faces,
        scheme=scheme,
        classes=tuple(classes),
        margin=margin,
        cache_side=cache_side,
        prepare=prepare,
    )
    return _read(cut, images)


def scene_samples(
    images: Iterable[AnnotatedImage], scheme: LabelScheme, classes: Sequence[str], *, longest_side: int
) -> SceneSet:
    """Take every image as a whole, those without faces too.

    Args:
        images: of an annotated set; images that cannot be read are skipped and listed.
        scheme: gives faces their classes.
        classes: of the model, some or all of the scheme's.
        longest_side: of a sample in pixels; larger images are shrunk by averaging areas.

    Raises:
        UserError: a face's class is unknown to the model, or the scheme needs a wear state that the set does not tell.
    """
    return _read(partial(_scene, scheme=scheme, classes=tuple(classes), longest_side=longest_side), images)


def _read(
    take: Callable[[AnnotatedImage], list[Sample]], images: Iterable[AnnotatedImage]
) -> SampleSet[Sample]:
    """Decode images ahead in threads and collect what is taken from each."""
    found: SampleSet[Sample] = SampleSet([], [])

    def attempt(image: AnnotatedImage) -> list[Sample] | str:
        try:
            return take(image)
        except Rejected as rejection:
            return rejection.reason

    for image, result in done_ahead(attempt, images):
        if isinstance(result, str):
            found.skipped.append((image.path, result))
        else:
            found.samples.extend(result)
    return found


def _faces(
    image: AnnotatedImage,
    *,
    scheme: LabelScheme,
    classes: tuple[str, ...],
    margin: Margin,
    cache_side: int,
    prepare: Callable[[ByteArray], ByteArray] | None,
) -> list[FaceSample]:
    labeled = [(face, _label(face, image, scheme, classes)) for face in image.faces if not face.difficult]
    wanted = [(face, label) for face, label in labeled if label is not None]
    if not wanted:
        return []
    pixels = read_photograph(image.path).image
    if prepare is not None:
        pixels = prepare(pixels)
    return [_face_sample(image, face, label, pixels, margin, cache_side) for face, label in wanted]


def _face_sample(
    image: AnnotatedImage, face: AnnotatedFace, label: int, pixels: ByteArray, margin: Margin, cache_side: int
) -> FaceSample:
    small, inside = cut_and_shrunk(pixels, face.box, margin, cache_side)
    mask = part_of_crop(face.mask_box, face.box, inside, small)
    return FaceSample(
        small.copy(),  # so that the image itself need not stay in memory
        label,
        face.person or image.identity or image.name,
        image.path,
        image.name,
        face.box,
        inside,
        face.wear_state,
        mask,
    )


def part_of_crop(mask: Box | None, box: Box, inside: Box, crop: ByteArray) -> Box | None:
    """What a crop shows of a mask, in pixels of the crop; None where there is none or the crop shows nothing of it.

    Args:
        mask: in pixels of the image that the crop was cut from.
        box, inside: the face there, and in pixels of the crop.
        crop: uint8 (rows, columns, 3).
    """
    if mask is None:
        return None
    across, down = inside.width / box.width, inside.height / box.height
    part = Box(
        inside.x + (mask.x - box.x) * across,
        inside.y + (mask.y - box.y) * down,
        mask.width * across,
        mask.height * down,
    ).clipped(crop.shape[1], crop.shape[0])
    return part if part.area > 0 else None


def _scene(
    image: AnnotatedImage, *, scheme: LabelScheme, classes: tuple[str, ...], longest_side: int
) -> list[SceneSample]:
    pixels = read_photograph(image.path).image
    small = shrunk(pixels, longest_side)
    scale = small.shape[1] / pixels.shape[1], small.shape[0] / pixels.shape[0]
    labels = [None if face.difficult else _label(face, image, scheme, classes) for face in image.faces]
    known = [(face, label) for face, label in zip(image.faces, labels, strict=True) if label is not None]
    others = [face for face, label in zip(image.faces, labels, strict=True) if label is None]
    return [
        SceneSample(
            small,
            _corners([face.box for face, _ in known], scale),
            np.array([label for _, label in known], np.int64),
            _corners([face.mask_box for face, _ in known], scale),
            _corners([face.box for face in others], scale),
            image.identity or image.name,
            image.path,
            image.name,
            _points([face.key_points for face, _ in known], scale),
        )
    ]


def _label(
    face: AnnotatedFace, image: AnnotatedImage, scheme: LabelScheme, classes: tuple[str, ...]
) -> int | None:
    """Place of a face's class in ``classes``; None when the source does not label it."""
    name = scheme.class_of(face)
    if name is None:
        return None
    if name not in classes:
        raise UserError(
            f"{image.path} shows a face of class {name}, which the model does not know; its classes are "
            f"{', '.join(classes)}: use a model or recipe with other labels"
        )
    return classes.index(name)


def _corners(boxes: Sequence[Box | None], scale: tuple[float, float]) -> FloatArray:
    """Boxes as float32 (boxes, 4): left, top, right, bottom, scaled; nan for those that are unknown."""
    rows = [(box.x, box.y, box.x + box.width, box.y + box.height) if box else (np.nan,) * 4 for box in boxes]
    return np.array(rows, np.float32).reshape(-1, 4) * np.array(scale * 2, np.float32)


def _points(faces: Sequence[Sequence[tuple[float, float]]], scale: tuple[float, float]) -> FloatArray:
    """The points of faces as float32 (faces, 5, 2), scaled; nan for those that are unknown."""
    rows = [points if len(points) == KEY_POINTS else [(np.nan, np.nan)] * KEY_POINTS for points in faces]
    return np.array(rows, np.float32).reshape(-1, KEY_POINTS, 2) * np.array(scale, np.float32)
