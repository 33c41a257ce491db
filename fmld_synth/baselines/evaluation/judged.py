"""What a model says of each face or picture of a set, beside the truth; pictures pass through a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from fmld_synth.baselines.data.cutting import CACHE_SHARE, shrunk
from fmld_synth.baselines.data.samples import FaceSample, face_samples, scene_samples
from fmld_synth.baselines.evaluation.confusion import Counts, Floats
from fmld_synth.baselines.evaluation.inference import classify, detect
from fmld_synth.baselines.evaluation.label_mapping import LabelMapping
from fmld_synth.baselines.evaluation.skin_tone import measured_angle
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import Margin
from fmld_synth.progress import Watcher

IMAGES_AT_ONCE = 128
"""Images in memory at a time."""
LEAST_SCORE = 0.05
"""Detections below this score are left out of curves: there precision is next to nothing, and they take long."""


class TrueFace(NamedTuple):
    """A labeled face.

    label: place of its class.
    identity: who it shows.
    path, name: of its image.
    box: where it is in it, in pixels.
    wear_state: where the set knows it.
    skin_angle: individual typology angle in degrees; None where too little skin shows.
    """

    label: int
    identity: str
    path: Path
    name: str
    box: Box
    wear_state: str | None = None
    skin_angle: float | None = None


@dataclass
class ClassifiedFaces:
    """Every labeled face with the probabilities of the classes it is judged by.

    Attributes:
        faces: in the set's order.
        probabilities: float64 (faces, classes).
        made_small: the same of the faces brought to a side in pixels, by that side.
        skipped: images that could not be read, and why.
    """

    faces: list[TrueFace] = field(default_factory=list)
    probabilities: Floats = field(default_factory=lambda: np.empty((0, 0)))
    made_small: dict[int, Floats] = field(default_factory=dict)
    skipped: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def labels(self) -> Counts:
        """int64 (faces,)."""
        return np.array([face.label for face in self.faces], np.int64)


class Found(NamedTuple):
    """Detections in one picture, by falling score.

    boxes: float64 (detections, 4): left, top, right, bottom as fractions of the picture.
    scores: float64 (detections,), 0 to 1.
    labels: int64 (detections,): places in the classes that are judged by.
    """

    boxes: Floats
    scores: Floats
    labels: Counts


class JudgedScene(NamedTuple):
    """A picture with its true and found faces; boxes as fractions of the picture, as in :class:`Found`.

    size: width and height of the picture in pixels.
    boxes: float64 (faces, 4), labels: int64 (faces,).
    ignored: float64 (others, 4), neither to be found nor missed.
    """

    path: Path
    name: str
    identity: str
    size: tuple[int, int]
    boxes: Floats
    labels: Counts
    ignored: Floats
    found: Found


@dataclass
class JudgedScenes:
    """Every picture of a set; ``skipped`` could not be read, and why."""

    scenes: list[JudgedScene] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)


def classify_faces(
    model: Classifier,
    mapping: LabelMapping,
    images: Sequence[AnnotatedImage],
    *,
    margin: Margin,
    device: torch.device,
    batch_size: int,
    watcher: Watcher,
    prepare: Callable[[ByteArray], ByteArray] | None = None,
    sides: Sequence[int] = (),
) -> ClassifiedFaces:
    """Cut out and classify every labeled face.

    Args:
        model: in evaluation mode.
        mapping: to the classes that are judged by.
        images: of the set.
        margin: room around the faces' boxes, as in training.
        device: where the model is.
        batch_size: faces at a time.
        watcher: is told of each image, at stage ``evaluate``.
        prepare: what is done to a picture before faces are cut out.
        sides: longer sides in pixels that the faces are also brought to; smaller ones stay as they are.

    Raises:
        UserError: a face's class is unknown to the model, or memory ran out.
    """
    result = ClassifiedFaces()
    parts: dict[int | None, list[Floats]] = {
        side: [np.empty((0, len(mapping.classes)))] for side in (None, *sides)
    }
    for some in _in_parts(images, watcher):
        read = face_samples(
            some,
            mapping.scheme,
            mapping.classes,
            margin=margin,
            cache_side=_cache_side(model),
            prepare=prepare,
        )
        for side, found in parts.items():
            samples = read.samples if side is None else [made_small(one, side) for one in read.samples]
            found.append(mapping.collapse(classify(model, samples, device=device, batch_size=batch_size)))
        result.faces += [_true_face(one) for one in read.samples]
        result.skipped += read.skipped
        watcher.advance(len(some), len(some) - len(read.skipped), len(read.skipped))
    result.probabilities = np.concatenate(parts[None])
    result.made_small = {side: np.concatenate(parts[side]) for side in sides}
    return result


def made_small(sample: FaceSample, side: int) -> FaceSample:
    """The crop as a camera further away would have taken it: its face with a longer side of ``side`` pixels at most."""
    scale = side / max(sample.inside.width, sample.inside.height)
    longest = max(sample.pixels.shape[:2])
    return sample._replace(pixels=shrunk(sample.pixels, max(round(longest * scale), 1)))


def _true_face(sample: FaceSample) -> TrueFace:
    angle = measured_angle(sample.pixels, sample.inside)
    return TrueFace(
        sample.label, sample.identity, sample.path, sample.name, sample.box, sample.wear_state, angle
    )


def detect_faces(
    model: Detector,
    mapping: LabelMapping,
    images: Sequence[AnnotatedImage],
    *,
    iou: float,
    device: torch.device,
    batch_size: int,
    watcher: Watcher,
) -> JudgedScenes:
    """Find the faces of every picture; ``iou`` is that of non-maximum suppression, else see :func:`classify_faces`."""
    result = JudgedScenes()
    sizes = {image.name: (image.width, image.height) for image in images}
    for some in _in_parts(images, watcher):
        read = scene_samples(some, mapping.scheme, mapping.classes, longest_side=_cache_side(model))
        found = detect(
            model, read.samples, device=device, batch_size=batch_size, confidence=LEAST_SCORE, iou=iou
        )
        for sample, one in zip(read.samples, found, strict=True):
            height, width = sample.pixels.shape[:2]
            size = np.array((width, height, width, height), np.float64)
            labels = mapping.places[one.labels.numpy()]
            result.scenes.append(
                JudgedScene(
                    sample.path,
                    sample.name,
                    sample.identity,
                    sizes[sample.name],
                    sample.boxes / size,
                    sample.labels,
                    sample.ignored / size,
                    Found(one.boxes.double().numpy(), one.scores.double().numpy(), labels),
                )
            )
        result.skipped += read.skipped
        watcher.advance(len(some), len(some) - len(read.skipped), len(read.skipped))
    return result


def _in_parts(images: Sequence[AnnotatedImage], watcher: Watcher) -> Iterator[Sequence[AnnotatedImage]]:
    watcher.begin("evaluate", len(images))
    for start in range(0, len(images), IMAGES_AT_ONCE):
        yield images[start : start + IMAGES_AT_ONCE]


def _cache_side(model: Classifier | Detector) -> int:
    return round(CACHE_SHARE * max(model.preprocessing.height, model.preprocessing.width))
