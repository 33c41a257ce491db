"""How a classifier's faces are found: by which finder, and in a picture of which gamma."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from fmld_synth.baselines.baseline import BUNDLED, FACE_FINDER, FaceFinding
from fmld_synth.baselines.face_finding.caffe import BLOB_SIZE, CaffeFaceFinder
from fmld_synth.baselines.face_finding.detector import DetectorFaceFinder
from fmld_synth.baselines.face_finding.interface import FaceFinder
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.baselines.face_finding.onnx import OnnxFaceFinder

DESCRIPTION, WEIGHTS, EXPORTED = ".prototxt", ".caffemodel", ".onnx"
LEAST_SCORE = 0.05
"""Finders give all faces of at least this score; who uses them decides how sure is sure enough."""


@dataclass(frozen=True)
class FinderOptions:
    """What the user says of it; None is as the baseline has it, see :class:`FaceFinding`.

    Attributes:
        finder: ``face-finder``, ``bundled``, a detector's model as :func:`load_model` takes it, its exported
            ``.onnx``, or the ``.prototxt`` of a Caffe detector; all but the model run in OpenCV.
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
class ChosenFinder:
    """How faces are found, with nothing left open.

    Attributes:
        make: a finder; each serves one thread.
        name: of the finder, for reports.
        confidence, gamma: see :class:`FinderOptions`.
    """

    make: Callable[[], FaceFinder]
    name: str
    confidence: float
    gamma: float


def choose_finder(options: FinderOptions, usual: FaceFinding, device: torch.device) -> ChosenFinder:
    """Fill in what the user left open, and find out whether the finder works.

    Args:
        options: what the user says.
        usual: what the classifier's baseline says.
        device: where a detector's model runs that is not run by OpenCV.

    Raises:
        UserError: there is no such finder, its files are damaged, or an option does not belong to it.
    """
    name = options.finder or usual.finder
    return ChosenFinder(
        _maker(options, name, device, through_opencv=usual.through_opencv),
        name,
        usual.confidence if options.confidence is None else options.confidence,
        usual.gamma if options.gamma is None else options.gamma,
    )


def refuse_finder(options: FinderOptions) -> None:
    """For detectors, which need no finder.

    Raises:
        UserError: an option about it was given.
    """
    given = {"finder": options.finder, "finder_weights": options.weights, "blob_size": options.blob_size}
    for parameter, value in {**given, "gamma": options.gamma}.items():
        if value is not None:
            raise UserError(f"`{parameter}`: a detector finds faces itself; leave it out")


def _maker(
    options: FinderOptions, name: str, device: torch.device, *, through_opencv: bool
) -> Callable[[], FaceFinder]:
    kind = Path(name).suffix
    if kind != DESCRIPTION and (options.weights is not None or options.blob_size is not None):
        parameter = "`blob_size`" if options.weights is None else "`finder_weights`"
        raise UserError(
            f"{parameter} belongs to a `finder` that is a Caffe network's {DESCRIPTION}, not {name}"
        )
    if name == BUNDLED:
        return bundled_face_finder
    if name == FACE_FINDER:
        return taught_face_finder
    try:
        if kind == DESCRIPTION:
            weights = options.weights or Path(name).with_suffix(WEIGHTS)
            size = options.blob_size or BLOB_SIZE
            return _first_of(
                lambda: CaffeFaceFinder(Path(name), weights, blob_size=size, confidence=LEAST_SCORE)
            )
        if kind == EXPORTED:
            return _first_of(lambda: _onnx_face_finder()(Path(name), confidence=LEAST_SCORE))
        if through_opencv:
            return _first_of(lambda: _onnx_face_finder().from_model(name, confidence=LEAST_SCORE))
        shared = DetectorFaceFinder.from_model(name, device)
    except UserError as error:
        raise UserError(f"`finder`: {error}") from error
    return lambda: shared  # it keeps nothing between calls, and serves all threads


def bundled_face_finder() -> FaceFinder:
    """The finder whose detectors come with this package."""
    from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder

    return BundledFaceFinder()


def taught_face_finder() -> FaceFinder:
    """Our own finder, with its bundled weights; MediaPipe's detectors where it is not sure of any face."""
    from fmld_synth.baselines.face_finding.second_opinion import SecondOpinion
    from fmld_synth.baselines.face_finding.taught import TaughtFaceFinder

    return SecondOpinion(TaughtFaceFinder(), bundled_face_finder())


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
