"""How a classifier's faces are found: by which finder, and in a picture of which gamma."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from fmld_synth.baselines.face_finding.caffe import BLOB_SIZE, CaffeFaceFinder
from fmld_synth.baselines.face_finding.caffe import CONFIDENCE as CAFFE_CONFIDENCE
from fmld_synth.baselines.face_finding.detector import DetectorFaceFinder
from fmld_synth.baselines.face_finding.gamma import GAMMA
from fmld_synth.baselines.prediction.predictor import FaceFinder
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder

BUNDLED = "bundled"
OPENCV_PIPELINE = "opencv-ssd-cnn"
"""The baseline whose faces a detector finds through OpenCV, after gamma correction."""
DESCRIPTION, WEIGHTS, EXPORTED = ".prototxt", ".caffemodel", ".onnx"
LEAST_SCORE = 0.05
"""Finders give all faces of at least this score; who uses them decides how sure is sure enough."""


@dataclass(frozen=True)
class Finding:
    """What the user says of it; None is as the baseline was published, or else the usual.

    Attributes:
        finder: ``bundled``, a detector's model as :func:`load_model` takes it, its exported ``.onnx``, or the
            ``.prototxt`` of a Caffe detector; the last two run in OpenCV.
        weights: the ``.caffemodel`` of a ``.prototxt``; None for the one of its name beside it.
        blob_size: side in pixels of the square that a Caffe detector sees.
        confidence: least score of a face.
        gamma: of the correction before anything else; above 1 brightens, 1 leaves the picture.
    """

    finder: str | None = None
    weights: Path | None = None
    blob_size: int | None = None
    confidence: float | None = None
    gamma: float | None = None


@dataclass(frozen=True)
class ChosenFinding:
    """How faces are found, with nothing left open.

    Attributes:
        make: a finder; each serves one thread.
        name: of the finder, for reports.
        confidence, gamma: see :class:`Finding`.
    """

    make: Callable[[], FaceFinder]
    name: str
    confidence: float
    gamma: float


def choose_finding(finding: Finding, baseline: str, device: torch.device) -> ChosenFinding:
    """Fill in what the user left open, and find out whether the finder works.

    Args:
        finding: what the user says.
        baseline: name of the classifier's.
        device: where a detector's model runs that is not run by OpenCV.

    Raises:
        UserError: there is no such finder, its files are damaged, or an option does not belong to it.
    """
    published = baseline == OPENCV_PIPELINE
    name = finding.finder or ("aizoo-ssd" if published else BUNDLED)
    confidence = CAFFE_CONFIDENCE if published else 0.5
    return ChosenFinding(
        _maker(finding, name, device, through_opencv=published),
        name,
        confidence if finding.confidence is None else finding.confidence,
        (GAMMA if published else 1.0) if finding.gamma is None else finding.gamma,
    )


def refuse_finding(finding: Finding) -> None:
    """For detectors, which need no finder.

    Raises:
        UserError: an option about it was given.
    """
    given = {"finder": finding.finder, "finder-weights": finding.weights, "blob-size": finding.blob_size}
    for option, value in {**given, "gamma": finding.gamma}.items():
        if value is not None:
            raise UserError(f"--{option}: a detector finds faces itself; leave the option out")


def _maker(
    finding: Finding, name: str, device: torch.device, *, through_opencv: bool
) -> Callable[[], FaceFinder]:
    kind = Path(name).suffix
    if kind != DESCRIPTION and (finding.weights is not None or finding.blob_size is not None):
        option = "--blob-size" if finding.weights is None else "--finder-weights"
        raise UserError(f"{option} belongs to a --finder that is a Caffe network's {DESCRIPTION}, not {name}")
    if name == BUNDLED:
        return bundled_face_finder
    try:
        if kind == DESCRIPTION:
            weights = finding.weights or Path(name).with_suffix(WEIGHTS)
            size = finding.blob_size or BLOB_SIZE
            return _first_of(
                lambda: CaffeFaceFinder(Path(name), weights, blob_size=size, confidence=LEAST_SCORE)
            )
        if kind == EXPORTED:
            return _first_of(lambda: _onnx_face_finder()(Path(name), confidence=LEAST_SCORE))
        if through_opencv:
            return _first_of(lambda: _onnx_face_finder().from_model(name, confidence=LEAST_SCORE))
        shared = DetectorFaceFinder.from_model(name, device)
    except UserError as error:
        raise UserError(f"--finder: {error}") from error
    return lambda: shared  # it keeps nothing between calls, and serves all threads


def bundled_face_finder() -> FaceFinder:
    """The finder whose detectors come with this package."""
    from fmld_synth.baselines.face_finding import bundled

    return bundled.FaceFinder()


def _onnx_face_finder() -> type[OnnxFaceFinder]:
    """Loads ONNX, likewise."""
    from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder

    return OnnxFaceFinder


def _first_of(make: Callable[[], FaceFinder]) -> Callable[[], FaceFinder]:
    """Make one at once, so that mistakes come to light; it is the first that is given."""
    waiting = [make()]

    def give() -> FaceFinder:
        try:
            return waiting.pop()
        except IndexError:  # a second thread
            return make()

    return give
