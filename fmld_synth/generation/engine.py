"""What a run needs from the layers below; passed in, so that it can be replaced."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

import cv2
import numpy as np

from fmld_synth.choices import RenderingChoice
from fmld_synth.errors import Rejected
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.face import Face
from fmld_synth.faces.landmark_sources import (
    DEFAULT_LANDMARKS,
    check_installed,
    landmark_source,
)
from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.sample import MeasuredFace, Sample
from fmld_synth.templates.template import Template
from fmld_synth.wear import WearState

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Prepare(Protocol):
    """See :func:`fmld_synth.synthesis.sample.prepare`."""

    def __call__(self, image: ByteArray, face: Face, compression: int | None = None) -> MeasuredFace: ...


class Make(Protocol):
    """See :func:`fmld_synth.synthesis.sample.make`."""

    def __call__(
        self,
        measured: MeasuredFace,
        state: WearState,
        template: Template,
        seed: int,
        *,
        colorway: str | None = None,
        rendering: RenderingChoice = "full",
    ) -> Sample: ...


@dataclass(frozen=True)
class Engine:
    """The functions a run calls; ``find_faces`` may be costly to set up at its first call.

    Any number of threads may call them at once.
    """

    find_faces: Callable[[ByteArray], list[Face]]
    prepare: Prepare
    make: Make
    render: Callable[[MeasuredFace, Template, Parameters], Sample]
    find_templates: Callable[[str], list[str]]
    load_template: Callable[[str], Template]
    draw_template: Callable[[np.random.Generator, Sequence[str], str | None], tuple[str, str]]


EngineFactory = Callable[[], Engine]
"""Makes the engine in whichever process needs it; it must be importable by name there."""


class _LazySource:
    """Makes the landmark source at the first photograph: loading MediaPipe takes seconds."""

    def __init__(self, landmarks: str) -> None:
        self._landmarks = landmarks
        self._starting = threading.Lock()
        self._find: Callable[[ByteArray], list[Face]] | None = None

    def __call__(self, image: ByteArray) -> list[Face]:
        with self._starting:
            if self._find is None:
                self._find = landmark_source(self._landmarks).find
        return self._find(image)


def _rejecting(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Let what cannot be computed for one face be a rejection with its error, not the end of a long run."""

    @functools.wraps(function)
    def guarded(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        try:
            return function(*arguments, **options)
        except (ArithmeticError, LookupError, ValueError, cv2.error) as error:
            text = f"{type(error).__name__}: {error}"
            raise Rejected("render", "failed", {"error": " ".join(text.split())}) from error

    return guarded


def standard_engine(landmarks: str = DEFAULT_LANDMARKS) -> Engine:
    """A landmark source, this package's renderer and its template library.

    Args:
        landmarks: what finds faces, and hands and people around them.

    Raises:
        UserError: it is not installed.
    """
    from fmld_synth.synthesis import measured_face, sample
    from fmld_synth.templates import choosing, library

    check_installed(landmarks)

    def prepare(image: ByteArray, face: Face, compression: int | None = None) -> MeasuredFace:
        return sample.prepare(image, face, compression, measured_face.occluder_sources(landmarks))

    return Engine(
        find_faces=reproducible_kernels()(_LazySource(landmarks)),
        prepare=reproducible_kernels()(_rejecting(prepare)),
        make=reproducible_kernels()(_rejecting(sample.make)),
        render=reproducible_kernels()(sample.render),
        find_templates=library.find_templates,
        load_template=library.load_template,
        draw_template=choosing.draw_template,
    )
