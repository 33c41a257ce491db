"""One face of a photograph that is measured once and wears any number of masks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from fmld_synth.choices import RenderingChoice, checked
from fmld_synth.errors import UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.face import Face
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.sample import Sample
from fmld_synth.synthesis.things.kinds import chosen_kinds
from fmld_synth.templates.template import Template
from fmld_synth.wear import WearState, wear_state


class ChosenMask(NamedTuple):
    """What a face is to wear, checked and drawn."""

    state: WearState
    template: Template
    colorway: str
    seed: int
    rendering: RenderingChoice
    prints: float
    things: float = 0.0
    thing_kinds: tuple[str, ...] = ()


def choose_mask(
    engine: Engine,
    state: str,
    template: str | None,
    seed: int,
    colorway: str | None,
    rendering: RenderingChoice,
    prints: float = 0.0,
    things: float = 0.0,
    thing_kinds: Sequence[str] = (),
) -> ChosenMask:
    """Check arguments and draw what they leave open.

    Raises:
        UserError: an argument is wrong.
    """
    worn = wear_state(state)
    if worn.geometry is None:
        raise UserError(f"{state}: nothing is worn, so there is nothing to render")
    if seed < 0:
        raise UserError(f"`seed` {seed}: give 0 or more")
    checked(rendering, RenderingChoice, "rendering")
    if not 0 <= prints <= 1:
        raise UserError(f"`prints` {prints}: give a share from 0 to 1")
    if not 0 <= things <= 1:
        raise UserError(f"`things` {things}: give a share from 0 to 1")
    kinds = chosen_kinds(thing_kinds, things)
    choice = TemplateChoice(engine, [template] if template else [], [colorway] if colorway else [])
    chosen = choice.draw(random_stream(seed, RandomStream.TEMPLATE), state)
    return ChosenMask(worn, chosen.template, chosen.colorway, seed, rendering, prints, things, kinds)


class PreparedFace:
    """One face of a photograph that can wear any number of masks; :func:`prepare` makes it.

    What the masks share (light, grain, hands and hair in front of the face) is measured at its first :meth:`wear`, and
    then kept. Any number of threads may use it.

    Attributes:
        image: uint8 (height, width, 3), RGB, read-only: the photograph.
        face: its landmarks and box in pixels of ``image``, and its head pose in degrees.
    """

    def __init__(self, image: ByteArray, face: Face, compression: int | None, engine: Engine) -> None:
        self.image, self.face = image, face
        self._compression, self._engine = compression, engine

    def __repr__(self) -> str:
        box = self.face.box
        return f"<face {self.face.index}: {box.width:.0f} x {box.height:.0f} px>"

    @cached_property
    @reproducible_kernels()
    def _measured(self) -> MeasuredFace:
        return self._engine.prepare(self.image, self.face, self._compression)

    @reproducible_kernels()
    def wear(
        self,
        state: str = "nose_exposed",
        template: str | None = None,
        seed: int = 0,
        colorway: str | None = None,
        rendering: RenderingChoice = "full",
        prints: float = 0.0,
        things: float = 0.0,
        thing_kinds: Sequence[str] = (),
    ) -> Sample:
        """Put a mask on the face.

        Args:
            state: one of ``fmld_synth.WEAR_STATES``, such as ``nose_exposed``.
            template: name, family or path of a template; None draws one of all.
            seed: equal arguments with an equal seed give equal pixels.
            colorway: name of a colorway of the template; None draws one.
            rendering: ``full``, ``flat`` for a plain 2D overlay, or ``mixed`` to draw either.
            prints: share of the masks of cloth that show a print, 0 to 1.
            things: with this probability the face is also given things that are no masks, such as a cup or a scarf.
            thing_kinds: their kinds, such as ``["cup", "phone"]``; empty for all.

        Returns:
            The picture with its matte, measured coverage and drawn parameters.

        Raises:
            UserError: an argument is wrong.
            Rejected: the face cannot be measured, or no draw kept the label; ``measured`` says how far off the last
                was.

        Example:
            >>> (face,) = fmld_synth.prepare(portrait)
            >>> for state in ("nose_exposed", "chin"):
            ...     coverage = face.wear(state, template="kn95", seed=7).coverage
            ...     print(state, "covers the lips:", coverage.lips > 0.9)
            nose_exposed covers the lips: True
            chin covers the lips: False
        """
        return self.wear_chosen(
            choose_mask(self._engine, state, template, seed, colorway, rendering, prints, things, thing_kinds)
        )

    @reproducible_kernels()
    def wear_chosen(self, mask: ChosenMask) -> Sample:
        """Put a mask on that is checked and drawn already.

        Raises:
            Rejected: as :meth:`wear`.
        """
        measured = self._measured
        if mask.things:
            measured = self._engine.add_things(measured, mask.state, mask.seed, mask.things, mask.thing_kinds)
        return self._engine.make(
            measured,
            mask.state,
            mask.template,
            mask.seed,
            colorway=mask.colorway,
            rendering=mask.rendering,
            prints=mask.prints,
        )
