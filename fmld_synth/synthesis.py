"""One photograph, one face, one template, one wear state, one seed -> one labelled picture.

    scene = prepare(image, face, compression=photograph.compression)  # once a face, shared by all its samples
    sample = make(scene, wear_state("nose_exposed"), template, seed)  # draws parameters, renders, verifies
    again = render(scene, template, sample.parameters)                # pure: the same bytes
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fmld_synth.faces.face import Face
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.parameters import Parameters, Rendering
from fmld_synth.templates.template import Template
from fmld_synth.wear import Coverage, WearState


@dataclass(frozen=True, eq=False)
class Scene:
    """A photograph with all that is measured once for one face in it (light, sharpness, occluders, ...)."""

    image: ByteArray
    face: Face
    shares_in_frame: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Sample:
    """One rendered and measured picture.

    Attributes:
        image: uint8 (height, width, 3), RGB, the size of the scene's image.
        matte: uint8 (height, width), alpha of mask and straps, 255 opaque.
        shadow: bool (height, width), pixels outside the matte that the mask's shadow changed.
        coverage: measured on the rendered mask.
        mask_box: box around the matte in pixels.
        parameters: what was drawn; None only for an unmasked sample.
    """

    image: ByteArray
    matte: ByteArray
    shadow: ByteArray
    coverage: Coverage
    mask_box: Box | None
    parameters: Parameters | None


def prepare(image: ByteArray, face: Face, compression: int | None = None) -> Scene:
    """Measure once what every sample of this face shares.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: its landmarks in pixels of ``image``.
        compression: JPEG quality of the photograph's file, 1 to 100; None when it was not lossy.
    """
    ...


def make(
    scene: Scene,
    state: WearState,
    template: Template,
    seed: int,
    *,
    colourway: str | None = None,
    rendering: Rendering = "full",
) -> Sample:
    """Draw parameters, render and measure; draw again (a bounded number of times) while the contract is broken.

    Args:
        colourway: name of the colourway; None draws one.

    Raises:
        Rejected: no draw met the contract; ``measured`` holds the coverage of the last.
    """
    ...


def render(scene: Scene, template: Template, parameters: Parameters) -> Sample:
    """Render a recorded sample again: a pure function of its arguments."""
    ...
