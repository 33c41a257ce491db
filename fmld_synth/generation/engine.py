"""What a run needs from the layers below; passed in, so that it can be replaced."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

import cv2
import numpy as np

from fmld_synth.choices import RenderingChoice
from fmld_synth.errors import Rejected
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.face import Face, LandmarkSource
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, check_installed, landmark_source
from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis import dressing, sample
from fmld_synth.synthesis.measured_face import MeasuredFace, occluder_sources
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.prints.pictures import PictureFolder
from fmld_synth.synthesis.sample import Sample
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.templates import choosing, library
from fmld_synth.templates.template import Template
from fmld_synth.wear import WearState

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Engine(Protocol):
    """Finds faces, puts masks on them, and knows the templates. Any number of threads may use it at once."""

    def find_faces(self, image: ByteArray) -> list[Face]:
        """Every face, the largest first; the first call may take long.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        ...

    def prepare(self, image: ByteArray, face: Face, compression: int | None = None) -> MeasuredFace:
        """See :func:`fmld_synth.synthesis.measured_face.prepare`.

        Raises:
            Rejected: the face cannot be measured.
        """
        ...

    def make(
        self,
        measured: MeasuredFace,
        state: WearState,
        template: Template,
        seed: int,
        *,
        colorway: str | None = None,
        rendering: RenderingChoice = "full",
        prints: float = 0.0,
    ) -> Sample:
        """See :func:`fmld_synth.synthesis.sample.make`.

        Raises:
            Rejected: no draw met the contract, or the picture cannot be computed.
        """
        ...

    def render(self, measured: MeasuredFace, template: Template, parameters: Parameters) -> Sample:
        """See :func:`fmld_synth.synthesis.sample.render`.

        Raises:
            Rejected: the mask does not fall inside the frame.
        """
        ...

    def add_things(
        self, measured: MeasuredFace, state: WearState, seed: int, share: float, kinds: Collection[str] = ()
    ) -> MeasuredFace:
        """See :func:`fmld_synth.synthesis.dressing.with_drawn_things`."""
        ...

    def dress(self, measured: MeasuredFace, things: Sequence[Thing]) -> MeasuredFace:
        """See :func:`fmld_synth.synthesis.dressing.dressed`.

        Raises:
            UserError: a kind of thing is unknown.
        """
        ...

    def find_templates(self, selection: str) -> list[str]:
        """See :func:`fmld_synth.templates.library.find_templates`.

        Raises:
            UserError: a part of the selection matches nothing.
        """
        ...

    def load_template(self, name: str) -> Template:
        """See :func:`fmld_synth.templates.library.load_template`.

        Raises:
            UserError: it is unknown or broken.
        """
        ...

    def draw_template(
        self,
        generator: np.random.Generator,
        names: Sequence[str],
        colors: str | None = None,
        *,
        ear_loops: bool = False,
    ) -> tuple[str, str]:
        """See :func:`fmld_synth.templates.choosing.draw_template`.

        Raises:
            UserError: none comes in any of the colors.
        """
        ...


EngineFactory = Callable[[], Engine]
"""Makes the engine in whichever process needs it; it must be importable by name there."""


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


class StandardEngine:
    """A landmark source, this package's renderer and its template library; an :class:`Engine`.

    Args:
        landmarks: what finds faces, and hands and people around them; made at the first photograph, as loading may take
            seconds.
        print_folder: holds the user's own pictures for prints; listed when the first is drawn or looked up.

    Raises:
        UserError: there is no such landmark source, or it is not installed.
    """

    def __init__(self, landmarks: str = DEFAULT_LANDMARKS, print_folder: Path | None = None) -> None:
        check_installed(landmarks)
        self._pictures = None if print_folder is None else PictureFolder(print_folder)
        self._landmarks = landmarks
        self._starting = threading.Lock()
        self._source: LandmarkSource | None = None

    @reproducible_kernels()
    def find_faces(self, image: ByteArray) -> list[Face]:
        """See :class:`Engine`."""
        with self._starting:
            self._source = self._source or landmark_source(self._landmarks)
        return self._source.find(image)

    @reproducible_kernels()
    @_rejecting
    def prepare(self, image: ByteArray, face: Face, compression: int | None = None) -> MeasuredFace:
        """See :class:`Engine`."""
        return sample.prepare(image, face, compression, occluder_sources(self._landmarks))

    @reproducible_kernels()
    @_rejecting
    def make(
        self,
        measured: MeasuredFace,
        state: WearState,
        template: Template,
        seed: int,
        *,
        colorway: str | None = None,
        rendering: RenderingChoice = "full",
        prints: float = 0.0,
    ) -> Sample:
        """See :class:`Engine`."""
        return sample.make(
            measured, state, template, seed, colorway=colorway, rendering=rendering, prints=prints,
            pictures=self._pictures,
        )  # fmt: skip

    @reproducible_kernels()
    def render(self, measured: MeasuredFace, template: Template, parameters: Parameters) -> Sample:
        """See :class:`Engine`."""
        return sample.render(measured, template, parameters, self._pictures)

    @reproducible_kernels()
    @_rejecting
    def add_things(
        self, measured: MeasuredFace, state: WearState, seed: int, share: float, kinds: Collection[str] = ()
    ) -> MeasuredFace:
        """See :class:`Engine`."""
        return dressing.with_drawn_things(measured, state, seed, share, kinds)

    @reproducible_kernels()
    def dress(self, measured: MeasuredFace, things: Sequence[Thing]) -> MeasuredFace:
        """See :class:`Engine`."""
        return dressing.dressed(measured, things)

    def find_templates(self, selection: str) -> list[str]:
        """See :class:`Engine`."""
        return library.find_templates(selection)

    def load_template(self, name: str) -> Template:
        """See :class:`Engine`."""
        return library.load_template(name)

    def draw_template(
        self,
        generator: np.random.Generator,
        names: Sequence[str],
        colors: str | None = None,
        *,
        ear_loops: bool = False,
    ) -> tuple[str, str]:
        """See :class:`Engine`."""
        return choosing.draw_template(generator, names, colors, ear_loops=ear_loops)


def standard_engine(landmarks: str = DEFAULT_LANDMARKS, print_folder: str | Path | None = None) -> Engine:
    """The engine of a run; see :class:`StandardEngine`."""
    return StandardEngine(landmarks, None if print_folder is None else Path(print_folder))
