"""One photograph, one face, one template, one wear state, one seed -> one labeled picture.

measured = prepare(image, face, compression=photograph.compression)  # once a face, shared by all its samples
sample = make(measured, wear_state("nose_exposed"), template, seed)  # draws parameters, renders, verifies
again = render(measured, template, sample.parameters)                # pure: the same bytes
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.choices import RenderingChoice
from fmld_synth.errors import Rejected
from fmld_synth.geometry import Box, ByteArray, Window
from fmld_synth.synthesis.compositing import FAINTEST, PlacedMask, paint
from fmld_synth.synthesis.corrections import nudged
from fmld_synth.synthesis.dressing import laid
from fmld_synth.synthesis.finish import draw_finish_of
from fmld_synth.synthesis.measured_face import MeasuredFace, prepare
from fmld_synth.synthesis.parameters import DECIMALS, Parameters, draw_parameters
from fmld_synth.synthesis.photometry.grain import soften
from fmld_synth.synthesis.prints.choosing import draw_print_of
from fmld_synth.synthesis.prints.pictures import PictureFolder
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.rendering.artwork import (
    TexturePyramid,
    sample_artwork,
    see_texture,
    worn_colorway,
)
from fmld_synth.synthesis.rendering.flat import FlatWarp
from fmld_synth.synthesis.rendering.grid import cell_side
from fmld_synth.synthesis.rendering.lining import with_lining
from fmld_synth.synthesis.rendering.placing import place_mask
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.synthesis.warp.surface import Placement
from fmld_synth.templates.template import Template
from fmld_synth.wear import Contract, Coverage, WearState, wear_state

ATTEMPTS = 12
"""How often a mask is moved before a sample is rejected; chosen for yield against time."""
LEAST_SEEN = 0.5
"""Share of a mask inside the frame that nothing may hide. Chosen by eye: below it beards that were taken for long hair
tore masks to shreds."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One rendered and measured picture.

    Attributes:
        image: uint8 (height, width, 3), RGB, the size of the photograph.
        matte: uint8 (height, width), alpha of mask and straps, 255 opaque.
        shadow: bool (height, width), pixels outside the matte that the mask's shadow changed.
        coverage: measured on the rendered mask.
        mask_box: box around the matte in pixels.
        parameters: what was drawn; None only for an unmasked sample.
        things: things that are no masks, as they were drawn.
        added: bool (height, width), pixels that things change; None without any.

    Example:
        >>> sample = fmld_synth.synthesize(portrait, "chin", template="kn95", seed=7)
        >>> sample.coverage.nose, sample.coverage.lips
        (0.0, 0.0)
        >>> untouched = (sample.matte == 0) & ~sample.shadow
        >>> bool((sample.image[untouched] == fmld_synth.prepare(portrait)[0].image[untouched]).all())
        True
    """

    image: ByteArray
    matte: ByteArray
    shadow: npt.NDArray[np.bool_]
    coverage: Coverage
    mask_box: Box | None
    parameters: Parameters | None
    things: tuple[Thing, ...] = ()
    added: npt.NDArray[np.bool_] | None = None


def make(
    measured: MeasuredFace,
    state: WearState,
    template: Template,
    seed: int,
    *,
    colorway: str | None = None,
    rendering: RenderingChoice = "full",
    prints: float = 0.0,
    pictures: PictureFolder | None = None,
) -> Sample:
    """Draw parameters, render and measure; move the mask (a bounded number of times) while the contract is broken.

    Args:
        colorway: name of the colorway; None draws one.
        rendering: ``full``, ``flat`` for a plain 2D overlay, or ``mixed`` to draw either.
        prints: share of masks of cloth that are printed, 0 to 1.
        pictures: the user's own, of which half of the prints are taken.

    Raises:
        Rejected: no attempt met the contract, ``measured`` holds the coverage of the last; the mask has no loops to
            hang by; or hair, hands and things hide most of it.
    """
    if state.geometry is None:
        return bare(measured)
    if colorway is None:
        colorway = draw_colorway(template, seed)
    if state.needs_ear_loops and not template.description.has_ear_loops:
        raise Rejected("render", "no_ear_loops")
    parameters = draw_parameters(state, template, colorway, rendering, seed)
    surface = {
        "print": draw_print_of(template, prints, seed, pictures), "finish": draw_finish_of(template, prints, seed),
    }  # fmt: skip
    parameters = parameters.model_copy(update=surface)
    violations: list[str] = []
    coverage = Coverage(0, 0, 0, 0)
    for attempt in range(1, ATTEMPTS + 1):
        placed = _place(measured, template, parameters)
        coverage = _measure(measured, placed, state.contract)
        violations = state.contract.violations(coverage)
        if placed is not None and not violations:
            _check_seen(placed)
            return _finish(measured, template, parameters, placed, coverage, pictures)
        parameters = nudged(parameters, coverage, violations, attempt)
    too_much = getattr(coverage, violations[0]) > getattr(state.contract, violations[0])[1]
    reason = f"{violations[0]}_{'covered' if too_much else 'not_covered'}"
    raise Rejected(
        "render", reason, {name: value for name, value in coverage._asdict().items() if value is not None}
    )


def _check_seen(placed: PlacedMask) -> None:
    """Raise Rejected unless most of a mask is seen: a label that hardly shows, or a mask torn by hair that is none,
    teaches the wrong thing."""
    seen = float(placed.alpha.sum()) / max(float(placed.cloth.sum()), FAINTEST)
    if seen < LEAST_SEEN:
        raise Rejected("render", "hidden", {"seen": round(seen, DECIMALS)})


def render(
    measured: MeasuredFace, template: Template, parameters: Parameters, pictures: PictureFolder | None = None
) -> Sample:
    """Render a recorded sample again: a pure function of its arguments and of the picture that is printed.

    Raises:
        Rejected: the recorded mask does not fall inside the frame.
        UserError: a picture that was printed is missing or has changed.
    """
    placed = _place(measured, template, parameters)
    if placed is None:
        raise Rejected("render", "outside_frame")
    coverage = _measure(measured, placed, wear_state(parameters.wear_state).contract)
    return _finish(measured, template, parameters, placed, coverage, pictures)


def unmasked(image: ByteArray) -> Sample:
    """A photograph itself, uint8 (height, width, 3), as a sample of the state ``unmasked``."""
    nothing = np.zeros(image.shape[:2], np.uint8)
    return Sample(image, nothing, nothing > 0, Coverage(0, 0, 0, 0), None, None)


def bare(measured: MeasuredFace) -> Sample:
    """A face without a mask, with the things that were added to it."""
    sample = unmasked(measured.image)
    return sample if measured.added is None else _behind_things(measured, sample)


def _behind_things(measured: MeasuredFace, sample: Sample) -> Sample:
    """A sample with what was added in front of it laid over it; the matte keeps what is still seen."""
    added = measured.added
    if added is None:
        return sample
    image, matte = sample.image.copy(), sample.matte
    for layer in added.in_front:
        image[layer.window.slices] = laid(measured, image[layer.window.slices], layer)
    if added.in_front and matte.any():
        whole = Window(0, 0, matte.shape[1], matte.shape[0])
        matte = np.round(matte * (1 - added.hidden(whole))).astype(np.uint8)
    return replace(
        sample, image=image, matte=matte, mask_box=_box_of(matte), things=added.things, added=added.changed
    )


def _box_of(matte: ByteArray) -> Box | None:
    """Box around a matte; None where it is empty."""
    left, top, width, height = cv2.boundingRect(matte)
    return Box(left, top, width, height) if width else None


def draw_colorway(template: Template, seed: int) -> str:
    """Name of a colorway of the template, drawn by weight."""
    colorways = template.description.colorways
    weights = np.array([colorway.weight for colorway in colorways])
    chosen = random_stream(seed, RandomStream.COLORWAY).choice(len(colorways), p=weights / weights.sum())
    return colorways[int(chosen)].name


@lru_cache(maxsize=64)
def _pyramid(template: Template) -> TexturePyramid:
    return TexturePyramid(template)


def _place(measured: MeasuredFace, template: Template, parameters: Parameters) -> PlacedMask | None:
    """Geometry and matte of a mask, all that is needed to measure it; None when it falls outside the frame."""
    flat = parameters.rendering == "flat"
    placement = Placement(
        parameters.top, parameters.top_at_side, parameters.bottom, parameters.bottom_at_side, parameters.tilt,
        parameters.shift, parameters.width_scale, parameters.gap, parameters.slack, parameters.asymmetry,
        parameters.off_throat,
    )  # fmt: skip
    geometry = place_mask(
        template,
        placement,
        parameters.strap_sag,
        FlatWarp(measured.face.landmarks) if flat else measured.warp,
        None if flat else measured.depth,
        measured.face.inter_ocular_distance,
        (measured.image.shape[1], measured.image.shape[0]),
        1 if flat else cell_side(measured.grain.blur),
        parameters.hang,
    )
    if geometry is None:
        return None
    texture = see_texture(_pyramid(template), geometry)
    sheet = texture.outline * geometry.visible
    blurred = sheet if flat else soften(sheet, measured.grain, geometry.grid.side)
    cloth = geometry.grid.to_pixels(blurred)
    cloth = np.asarray(cv2.threshold(cloth, FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)
    in_front = measured.in_front(hangs=parameters.hang is not None)[geometry.window.slices]
    alpha = cloth if flat else cloth * (1 - in_front)
    return PlacedMask(geometry, texture, sheet, blurred, cloth, alpha)


def _measure(measured: MeasuredFace, placed: PlacedMask | None, contract: Contract) -> Coverage:
    """Covered share of every region that counts; what occluders hide of a region counts neither way."""
    if placed is None:
        return Coverage(0, 0, 0, 0)
    window = placed.geometry.window
    regions = {**measured.regions, **measured.further_regions(contract.further_limits)}
    shares = {name: region.covered_share(placed.cloth, window) for name, region in regions.items()}
    height, width = measured.image.shape[:2]
    seen = placed.alpha if measured.added is None else placed.alpha * (1 - measured.added.hidden(window))
    area = float(seen.sum()) / max(measured.face.box.clipped(width, height).area, 1.0)
    rounded = {name: None if share is None else round(share, DECIMALS) for name, share in shares.items()}
    return Coverage(**rounded, mask_area=round(area, DECIMALS))


def _finish(
    measured: MeasuredFace, template: Template, parameters: Parameters, placed: PlacedMask, coverage: Coverage,
    pictures: PictureFolder | None,
) -> Sample:  # fmt: skip
    """Color and paint a placed mask, and put what was painted into a copy of the photograph; all other pixels stay
    exactly as they are."""
    colorway = worn_colorway(template, parameters.colorway, parameters.print)
    artwork = sample_artwork(
        placed.texture, template, colorway, parameters.color_shift, parameters.print, pictures
    )
    artwork = with_lining(artwork, template, colorway, placed.geometry)
    painted = paint(measured, template, parameters, placed, artwork)
    window, alpha = placed.geometry.surroundings.window, painted.alpha
    here = window.slices
    image, matte = measured.image.copy(), np.zeros(measured.image.shape[:2], np.uint8)
    shadow = np.zeros(matte.shape, bool)
    opacity = np.maximum(cv2.convertScaleAbs(alpha, alpha=255), (alpha > 0).view(np.uint8))
    image[here], matte[here], shadow[here] = painted.pixels, opacity, (painted.lost > 0) & (opacity == 0)
    box = None
    if opacity.any():
        left, top, width, height = cv2.boundingRect(opacity)
        box = Box(left + window.left, top + window.top, width, height)
    return _behind_things(measured, Sample(image, matte, shadow, coverage, box, parameters))


__all__ = ["MeasuredFace", "Sample", "make", "prepare", "render", "unmasked", "wear_state"]
