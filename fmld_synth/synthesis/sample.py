"""One photograph, one face, one template, one wear state, one seed -> one labeled picture.

measured = prepare(image, face, compression=photograph.compression)  # once a face, shared by all its samples
sample = make(measured, wear_state("nose_exposed"), template, seed)  # draws parameters, renders, verifies
again = render(measured, template, sample.parameters)                # pure: the same bytes
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.choices import RenderingChoice
from fmld_synth.errors import Rejected
from fmld_synth.geometry import Box, ByteArray, FloatArray, Window
from fmld_synth.synthesis.measured_face import MeasuredFace, prepare
from fmld_synth.synthesis.parameters import DECIMALS, Parameters, draw_parameters, nudged
from fmld_synth.synthesis.photometry.color import to_display
from fmld_synth.synthesis.photometry.grain import compress, noise_over, soften
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT
from fmld_synth.synthesis.photometry.shadow import contact_shadow
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.rendering.artwork import Artwork, TexturePyramid, sample_artwork
from fmld_synth.synthesis.rendering.flat import FlatWarp
from fmld_synth.synthesis.rendering.material import light_in_plane, shade, tone_strap
from fmld_synth.synthesis.rendering.placing import MaskGeometry, place_mask
from fmld_synth.synthesis.rendering.strap_drawing import draw_straps
from fmld_synth.synthesis.warp.surface import Placement
from fmld_synth.templates.template import Template
from fmld_synth.wear import Coverage, WearState, wear_state

ATTEMPTS = 12
"""How often a mask is moved before a sample is rejected; chosen for yield against time."""
_FAINTEST = 1 / 510
"""Alpha below half a level of an 8-bit matte is none."""
_DARKEST_STRAP = 0.5
"""Least relative shading of a strap, where its anti-aliased edge would be black. Chosen by eye."""


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


@dataclass(frozen=True, eq=False)
class _Placed:
    """A mask laid on a face, not yet colored: enough to measure what it covers."""

    geometry: MaskGeometry
    artwork: Artwork
    cloth: FloatArray
    """Matte of the mask without straps over the geometry's window, 0 to 1, before anything is in front of it."""
    alpha: FloatArray
    """The same with occluders taken out: what is seen."""


def make(
    measured: MeasuredFace,
    state: WearState,
    template: Template,
    seed: int,
    *,
    colorway: str | None = None,
    rendering: RenderingChoice = "full",
) -> Sample:
    """Draw parameters, render and measure; move the mask (a bounded number of times) while the contract is broken.

    Args:
        colorway: name of the colorway; None draws one.
        rendering: ``full``, ``flat`` for a plain 2D overlay, or ``mixed`` to draw either.

    Raises:
        Rejected: no attempt met the contract; ``measured`` holds the coverage of the last.
    """
    if state.geometry is None:
        return unmasked(measured.image)
    if colorway is None:
        colorway = draw_colorway(template, seed)
    parameters = draw_parameters(state, template, colorway, rendering, seed)
    violations: list[str] = []
    coverage = Coverage(0, 0, 0, 0)
    for attempt in range(1, ATTEMPTS + 1):
        placed = _place(measured, template, parameters)
        coverage = _measure(measured, placed)
        violations = state.contract.violations(coverage)
        if placed is not None and not violations:
            return _finish(measured, template, parameters, placed, coverage)
        parameters = nudged(parameters, coverage, violations, attempt)
    too_much = getattr(coverage, violations[0]) > getattr(state.contract, violations[0])[1]
    reason = f"{violations[0]}_{'covered' if too_much else 'not_covered'}"
    raise Rejected(
        "render", reason, {name: value for name, value in coverage._asdict().items() if value is not None}
    )


def render(measured: MeasuredFace, template: Template, parameters: Parameters) -> Sample:
    """Render a recorded sample again: a pure function of its arguments.

    Raises:
        Rejected: the recorded mask does not fall inside the frame.
    """
    placed = _place(measured, template, parameters)
    if placed is None:
        raise Rejected("render", "outside_frame")
    return _finish(measured, template, parameters, placed, _measure(measured, placed))


def unmasked(image: ByteArray) -> Sample:
    """A photograph itself, uint8 (height, width, 3), as a sample of the state ``unmasked``."""
    nothing = np.zeros(image.shape[:2], np.uint8)
    return Sample(image, nothing, nothing > 0, Coverage(0, 0, 0, 0), None, None)


def draw_colorway(template: Template, seed: int) -> str:
    """Name of a colorway of the template, drawn by weight."""
    colorways = template.description.colorways
    weights = np.array([colorway.weight for colorway in colorways])
    chosen = random_stream(seed, RandomStream.COLORWAY).choice(len(colorways), p=weights / weights.sum())
    return colorways[int(chosen)].name


@lru_cache(maxsize=64)
def _pyramid(template: Template) -> TexturePyramid:
    return TexturePyramid(template)


def _place(measured: MeasuredFace, template: Template, parameters: Parameters) -> _Placed | None:
    """Geometry and matte of a mask; None when it falls outside the frame."""
    flat = parameters.rendering == "flat"
    placement = Placement(
        parameters.top, parameters.top_at_side, parameters.bottom, parameters.bottom_at_side, parameters.tilt,
        parameters.shift, parameters.width_scale, parameters.gap, parameters.slack, parameters.asymmetry,
    )  # fmt: skip
    geometry = place_mask(
        template,
        placement,
        parameters.strap_sag,
        FlatWarp(measured.face.landmarks) if flat else measured.warp,
        None if flat else measured.depth,
        measured.face.inter_ocular_distance,
        (measured.image.shape[1], measured.image.shape[0]),
    )
    if geometry is None:
        return None
    colorway = template.colorway(parameters.colorway)
    artwork = sample_artwork(_pyramid(template), template, colorway, parameters.color_shift, geometry)
    cloth = artwork.outline * geometry.visible
    if not flat:
        cloth = soften(cloth, measured.grain)
    cloth = np.asarray(cv2.threshold(cloth, _FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)
    alpha = cloth if flat else cloth * (1 - measured.occluders[geometry.window.slices])
    return _Placed(geometry, artwork, cloth, alpha)


def _measure(measured: MeasuredFace, placed: _Placed | None) -> Coverage:
    """Covered share of every region; what occluders hide of a region counts neither way."""
    if placed is None:
        return Coverage(0, 0, 0, 0)
    window = placed.geometry.window
    shares = {name: region.covered_share(placed.cloth, window) for name, region in measured.regions.items()}
    height, width = measured.image.shape[:2]
    area = float(placed.alpha.sum()) / max(measured.face.box.clipped(width, height).area, 1.0)
    rounded = {name: None if share is None else round(share, DECIMALS) for name, share in shares.items()}
    return Coverage(**rounded, mask_area=round(area, DECIMALS))


def _finish(
    measured: MeasuredFace, template: Template, parameters: Parameters, placed: _Placed, coverage: Coverage
) -> Sample:
    """Color a placed mask, add straps and shadow, and lay it into the photograph."""
    generator = random_stream(parameters.seed, RandomStream.FOLDS_AND_NOISE)
    layer, alpha = _mask_and_straps(measured, template, parameters, placed, generator)
    window = placed.geometry.surroundings
    full = parameters.rendering == "full"
    lost = _shadow(measured, window, alpha) if full else np.zeros_like(alpha)
    photograph = measured.image[window.slices]
    changed = ((alpha > 0) | (lost > 0)).view(np.uint8)
    noise = _noise(measured, window, generator) if full else None
    painted = photograph.copy()
    cv2.copyTo(_blended(photograph, layer, alpha, lost, noise), changed, painted)
    if full:
        painted = _compressed(measured, window, painted, alpha)
    return _pasted(measured, window, painted, alpha, lost, coverage, parameters)


def _noise(measured: MeasuredFace, window: Window, generator: np.random.Generator) -> FloatArray | None:
    """The photograph's noise over a window, (3, h, w) in 8-bit levels; a grayscale photograph's has no color."""
    noise = noise_over((window.height, window.width), measured.grain, generator)
    if noise is None or measured.light.saturation >= 1:
        return noise
    gray = noise.mean(axis=0)
    return np.asarray(gray + (noise - gray) * np.float32(measured.light.saturation), np.float32)


def _compressed(measured: MeasuredFace, window: Window, painted: ByteArray, alpha: FloatArray) -> ByteArray:
    """Give what was painted the photograph's compression grain; only pixels of the matte change."""
    left, top, width, height = cv2.boundingRect((alpha > 0).view(np.uint8))
    box = slice(top, top + height), slice(left, left + width)
    if width and height:
        grainy = compress(painted[box], measured.grain, (window.left + left, window.top + top))
        painted[box] = cv2.copyTo(grainy, (alpha[box] > 0).view(np.uint8), painted[box])
    return painted


def _blended(
    photograph: ByteArray, layer: FloatArray, alpha: FloatArray, lost: FloatArray, noise: FloatArray | None
) -> ByteArray:
    """A layer (3, h, w), premultiplied by its ``alpha``, over a photograph that lost some light to shadow."""
    seen = (1 - lost) * (1 - alpha)
    planes = []
    for channel, plane in enumerate(cv2.split(photograph)):
        light = layer[channel] * np.float32(255)
        if noise is not None:
            light += noise[channel] * alpha
        planes.append(cv2.add(plane * seen, light, dtype=cv2.CV_8U))
    return np.asarray(cv2.merge(planes), np.uint8)


def _mask_and_straps(
    measured: MeasuredFace,
    template: Template,
    parameters: Parameters,
    placed: _Placed,
    generator: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """The mask over its straps, over the geometry's surroundings: sRGB color (3, h, w), premultiplied by the matte
    (h, w), and that matte."""
    flat = parameters.rendering == "flat"
    geometry, size = placed.geometry, measured.face.inter_ocular_distance
    light = NEUTRAL_LIGHT if flat else measured.light
    surroundings = geometry.surroundings
    hair = measured.occluders[surroundings.slices] * np.float32(not flat)
    skin = np.ones_like(hair) if flat else measured.skin[surroundings.slices]
    depth = None if flat else measured.depth
    straps = draw_straps(
        geometry.straps, surroundings, depth, skin, hair, template.description.straps.width, size
    )
    alpha = (straps.alpha if flat else soften(straps.alpha, measured.grain)) * (1 - hair)
    layer = np.zeros((3, *alpha.shape), np.float32)
    cord = np.flatnonzero(alpha > 0)
    shading = np.maximum(straps.shading.ravel()[cord], _DARKEST_STRAP)
    strap = to_display(tone_strap(template.colorway(parameters.colorway).strap, shading, light))
    layer.reshape(3, -1)[:, cord] = strap * alpha.ravel()[cord]
    mask = to_display(shade(placed.artwork, template, parameters, geometry, light, size, generator))
    mask *= placed.artwork.outline * geometry.visible
    if not flat:
        mask = np.stack([soften(plane, measured.grain) for plane in mask])
    rows, columns = geometry.window.shared_slices(surroundings)[1]
    mask *= 1 - hair[rows, columns]
    left_free = 1 - placed.alpha
    layer[:, rows, columns] *= left_free
    layer[:, rows, columns] += mask
    alpha[rows, columns] *= left_free
    alpha[rows, columns] += placed.alpha
    return layer, np.asarray(cv2.threshold(alpha, _FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)


def _shadow(measured: MeasuredFace, window: Window, alpha: FloatArray) -> FloatArray:
    """Light lost beside the mask: on the face and on skin beside it (neck, ears), not on background or occluders."""
    face = measured.depth.coverage_over(window) if measured.depth is not None else np.zeros_like(alpha)
    receives = np.maximum(face, measured.skin[window.slices]) * (1 - measured.occluders[window.slices])
    return contact_shadow(
        alpha, receives, light_in_plane(measured.light), measured.face.inter_ocular_distance
    )


def _pasted(
    measured: MeasuredFace, window: Window, painted: ByteArray, alpha: FloatArray, lost: FloatArray,
    coverage: Coverage, parameters: Parameters,
) -> Sample:  # fmt: skip
    """Put the painted window into a copy of the photograph; all other pixels stay exactly as they are."""
    here = window.slices
    image, matte = measured.image.copy(), np.zeros(measured.image.shape[:2], np.uint8)
    shadow = np.zeros(matte.shape, bool)
    opacity = np.maximum(cv2.convertScaleAbs(alpha, alpha=255), (alpha > 0).view(np.uint8))
    image[here], matte[here], shadow[here] = painted, opacity, (lost > 0) & (opacity == 0)
    box = None
    if opacity.any():
        left, top, width, height = cv2.boundingRect(opacity)
        box = Box(left + window.left, top + window.top, width, height)
    return Sample(image, matte, shadow, coverage, box, parameters)


__all__ = ["MeasuredFace", "Sample", "make", "prepare", "render", "unmasked", "wear_state"]
