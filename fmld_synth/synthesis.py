"""One photograph, one face, one template, one wear state, one seed -> one labelled picture.

    scene = prepare(image, face, compression=photograph.compression)  # once a face, shared by all its samples
    sample = make(scene, wear_state("nose_exposed"), template, seed)  # draws parameters, renders, verifies
    again = render(scene, template, sample.parameters)                # pure: the same bytes
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.errors import Rejected
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.parameters import Parameters, Rendering, draw_parameters, nudged
from fmld_synth.photometry.colour import to_display
from fmld_synth.photometry.grain import compress, noise_at, soften
from fmld_synth.photometry.light import NEUTRAL_LIGHT, Light
from fmld_synth.photometry.shadow import contact_shadow
from fmld_synth.rendering.flat import FlatWarp
from fmld_synth.rendering.geometry import MaskGeometry, place_mask
from fmld_synth.rendering.material import (
    Artwork,
    TexturePyramid,
    light_in_plane,
    sample_artwork,
    shade,
    tone_strap,
)
from fmld_synth.rendering.strap_drawing import draw_straps
from fmld_synth.scene import Scene, prepare
from fmld_synth.templates.template import Template
from fmld_synth.warp.rasteriser import Window
from fmld_synth.warp.surface import Placement
from fmld_synth.wear import Coverage, WearState, wear_state

ATTEMPTS = 12
_FAINTEST = 1 / 510  # alpha below half a level of an 8-bit matte is none


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
    shadow: npt.NDArray[np.bool_]
    coverage: Coverage
    mask_box: Box | None
    parameters: Parameters | None


@dataclass(frozen=True, eq=False)
class _Placed:
    """A mask laid on a face, not yet coloured: enough to measure what it covers."""

    geometry: MaskGeometry
    artwork: Artwork
    cloth: FloatArray
    """Matte of the mask without straps over the geometry's window, 0 to 1, before anything is in front of it."""
    alpha: FloatArray
    """The same with occluders taken out: what is seen."""


def make(
    scene: Scene,
    state: WearState,
    template: Template,
    seed: int,
    *,
    colourway: str | None = None,
    rendering: Rendering = "full",
) -> Sample:
    """Draw parameters, render and measure; move the mask (a bounded number of times) while the contract is broken.

    Args:
        colourway: name of the colourway; None draws one.

    Raises:
        Rejected: no attempt met the contract; ``measured`` holds the coverage of the last.
    """
    if state.geometry is None:
        return unmasked(scene)
    if colourway is None:
        colourway = draw_colourway(template, seed)
    parameters = draw_parameters(state, template, colourway, rendering, seed)
    violations: list[str] = []
    coverage = Coverage(0, 0, 0, 0)
    for attempt in range(1, ATTEMPTS + 1):
        placed = _place(scene, template, parameters)
        coverage = _measure(scene, placed)
        violations = state.contract.violations(coverage)
        if placed is not None and not violations:
            return _finish(scene, template, parameters, placed, coverage)
        parameters = nudged(parameters, coverage, violations, attempt)
    too_much = getattr(coverage, violations[0]) > getattr(state.contract, violations[0])[1]
    reason = f"{violations[0]}_{'covered' if too_much else 'not_covered'}"
    raise Rejected("render", reason, {name: value for name, value in coverage._asdict().items() if value is not None})


def render(scene: Scene, template: Template, parameters: Parameters) -> Sample:
    """Render a recorded sample again: a pure function of its arguments.

    Raises:
        Rejected: the recorded mask does not fall inside this scene's frame.
    """
    placed = _place(scene, template, parameters)
    if placed is None:
        raise Rejected("render", "outside_frame")
    return _finish(scene, template, parameters, placed, _measure(scene, placed))


def unmasked(scene: Scene) -> Sample:
    """The photograph itself as a sample of the state ``unmasked``."""
    nothing = np.zeros(scene.image.shape[:2], np.uint8)
    return Sample(scene.image, nothing, nothing > 0, Coverage(0, 0, 0, 0), None, None)


def draw_colourway(template: Template, seed: int) -> str:
    """Name of a colourway of the template, drawn by weight."""
    colourways = template.description.colourways
    weights = np.array([colourway.weight for colourway in colourways])
    chosen = np.random.default_rng([seed, 2]).choice(len(colourways), p=weights / weights.sum())
    return colourways[int(chosen)].name


@lru_cache(maxsize=64)
def _pyramid(template: Template) -> TexturePyramid:
    return TexturePyramid(template)


def _place(scene: Scene, template: Template, parameters: Parameters) -> _Placed | None:
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
        FlatWarp(scene.face.landmarks) if flat else scene.warp,
        None if flat else scene.depth,
        scene.face.inter_ocular_distance,
        (scene.image.shape[1], scene.image.shape[0]),
    )
    if geometry is None:
        return None
    colourway = template.colourway(parameters.colourway)
    artwork = sample_artwork(_pyramid(template), template, colourway, parameters.colour_shift, geometry)
    cloth = artwork.outline * geometry.visible
    if not flat:
        cloth = soften(cloth, scene.grain)
    cloth[cloth < _FAINTEST] = 0.0
    alpha = cloth if flat else cloth * (1 - scene.occluders[geometry.window.slices])
    return _Placed(geometry, artwork, cloth, alpha)


def _measure(scene: Scene, placed: _Placed | None) -> Coverage:
    """Covered share of every region; what occluders hide of a region counts neither way."""
    if placed is None:
        return Coverage(0, 0, 0, 0)
    window = placed.geometry.window
    shares = {name: region.covered_share(placed.cloth, window) for name, region in scene.regions.items()}
    height, width = scene.image.shape[:2]
    area = float(placed.alpha.sum()) / max(scene.face.box.clipped(width, height).area, 1.0)
    rounded = {name: None if share is None else round(share, 4) for name, share in shares.items()}
    return Coverage(**rounded, mask_area=round(area, 4))


def _finish(
    scene: Scene, template: Template, parameters: Parameters, placed: _Placed, coverage: Coverage
) -> Sample:
    """Colour a placed mask, add straps and shadow, and lay it into the photograph."""
    generator = np.random.default_rng([parameters.seed, 3])
    colour, alpha = _mask_and_straps(scene, template, parameters, placed, generator)
    window = placed.geometry.surroundings
    full = parameters.rendering == "full"
    lost = _shadow(scene, window, alpha) if full else np.zeros_like(alpha)
    painted = scene.image[window.slices].copy()
    rows, columns = np.nonzero((alpha > 0) | (lost > 0))
    opacity = alpha[rows, columns, None]
    layer = colour[rows, columns] * np.float32(255)
    if full:
        layer += noise_at(rows, columns, scene.grain, generator)
    seen = painted[rows, columns] * (1 - lost[rows, columns, None])
    mixed = np.clip(seen + (layer - seen) * opacity + np.float32(0.5), 0, 255).astype(np.uint8)
    painted[rows, columns] = mixed
    if full:
        painted = _compressed(scene, window, painted, alpha)
    return _pasted(scene, window, painted, alpha, lost, coverage, parameters)


def _compressed(scene: Scene, window: Window, painted: ByteArray, alpha: FloatArray) -> ByteArray:
    """Give what was painted the photograph's compression grain; only pixels of the matte change."""
    left, top, width, height = cv2.boundingRect((alpha > 0).astype(np.uint8))
    box = slice(top, top + height), slice(left, left + width)
    if width and height:
        grainy = compress(painted[box], scene.grain, (window.left + left, window.top + top))
        cv2.copyTo(grainy, (alpha[box] > 0).astype(np.uint8), painted[box])
    return painted


def _mask_and_straps(
    scene: Scene, template: Template, parameters: Parameters, placed: _Placed, generator: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """The mask over its straps, over the geometry's surroundings: sRGB colour (h, w, 3) and matte (h, w)."""
    flat = parameters.rendering == "flat"
    geometry, size = placed.geometry, scene.face.inter_ocular_distance
    light = NEUTRAL_LIGHT if flat else scene.light
    surroundings = geometry.surroundings
    hair = scene.occluders[surroundings.slices] * np.float32(not flat)
    skin = np.ones_like(hair) if flat else scene.skin[surroundings.slices]
    depth = None if flat else scene.depth
    straps = draw_straps(geometry.straps, surroundings, depth, skin, hair, template.description.straps.width, size)
    alpha = straps.alpha
    if not flat:
        alpha = soften(alpha, scene.grain) * (1 - scene.occluders[surroundings.slices])
    colour = np.zeros((*alpha.shape, 3), np.float32)
    cord = np.nonzero(alpha)
    strap_colour = template.colourway(parameters.colourway).strap
    colour[cord] = to_display(tone_strap(strap_colour, np.maximum(straps.shading[cord], 0.5), light))
    mask = to_display(shade(placed.artwork, template, parameters, geometry, light, size, generator))
    if not flat:
        mask = _softened(mask, placed.artwork.outline * geometry.visible, scene)
    inside = geometry.window.shared_slices(surroundings)[1]
    over = alpha[inside] * (1 - placed.alpha)
    alpha[inside] = placed.alpha + over
    share = (over / np.maximum(alpha[inside], _FAINTEST))[..., None]
    colour[inside] = mask + (colour[inside] - mask) * share if over.any() else mask
    alpha[alpha < _FAINTEST] = 0.0
    return colour, alpha


def _softened(colour: FloatArray, alpha: FloatArray, scene: Scene) -> FloatArray:
    """Blur colour as the photograph is blurred; weighted by the matte, so that nothing bleeds in at the edge."""
    weighted = cv2.merge([*cv2.split(colour * alpha[..., None]), alpha])
    blurred = soften(weighted, scene.grain)
    return np.asarray(blurred[..., :3] / np.maximum(blurred[..., 3:], _FAINTEST), np.float32)


def _shadow(scene: Scene, window: Window, alpha: FloatArray) -> FloatArray:
    """Light lost beside the mask: on the face and on skin beside it (neck, ears), not on background or occluders."""
    face = scene.depth.over(window)[1] if scene.depth is not None else np.zeros_like(alpha)
    receives = np.maximum(face, scene.skin[window.slices]) * (1 - scene.occluders[window.slices])
    return contact_shadow(alpha, receives, light_in_plane(scene.light), scene.face.inter_ocular_distance)


def _pasted(
    scene: Scene, window: Window, painted: ByteArray, alpha: FloatArray, lost: FloatArray,
    coverage: Coverage, parameters: Parameters,
) -> Sample:  # fmt: skip
    """Put the painted window into a copy of the photograph; other pixels stay as they are, to the bit."""
    here = window.slices
    image, matte = scene.image.copy(), np.zeros(scene.image.shape[:2], np.uint8)
    shadow = np.zeros(matte.shape, bool)
    opacity = np.maximum(np.round(alpha * 255), alpha > 0).astype(np.uint8)
    image[here], matte[here], shadow[here] = painted, opacity, (lost > 0) & (opacity == 0)
    box = None
    if opacity.any():
        left, top, width, height = cv2.boundingRect(opacity)
        box = Box(left + window.left, top + window.top, width, height)
    return Sample(image, matte, shadow, coverage, box, parameters)


__all__ = ["Sample", "Scene", "make", "prepare", "render", "unmasked", "wear_state"]
