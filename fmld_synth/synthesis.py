"""One photograph, one face, one template, one wear state, one seed -> one labelled picture.

    scene = prepare(image, face, compression=photograph.compression)  # once a face, shared by all its samples
    sample = make(scene, wear_state("nose_exposed"), template, seed)  # draws parameters, renders, verifies
    again = render(scene, template, sample.parameters)                # pure: the same bytes
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fmld_synth.errors import Rejected
from fmld_synth.faces.regions import covered_share
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.parameters import Parameters, Rendering, draw_parameters, nudged
from fmld_synth.photometry.colour import to_srgb
from fmld_synth.photometry.grain import add_noise, compress, soften
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
from fmld_synth.rendering.strap_drawing import StrapLayer, draw_straps
from fmld_synth.scene import Scene, prepare
from fmld_synth.templates.template import Template
from fmld_synth.warp.surface import Placement
from fmld_synth.wear import Coverage, WearState, wear_state

ATTEMPTS = 12


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
    alpha: FloatArray
    """Matte of the mask without straps over the geometry's window, 0 to 1, occluders taken out."""


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
    raise Rejected("render", reason, coverage._asdict())


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
    alpha = artwork.outline * geometry.visible
    if not flat:
        alpha = soften(alpha, scene.grain) * (1 - scene.occluders[geometry.window.slices])
    return _Placed(geometry, artwork, alpha)


def _measure(scene: Scene, placed: _Placed | None) -> Coverage:
    """Covered share of every region; what occluders hide of a region counts neither way."""
    if placed is None:
        return Coverage(0, 0, 0, 0)
    height, width = scene.image.shape[:2]
    alpha = np.zeros((height, width), np.float32)
    alpha[placed.geometry.window.slices] = placed.alpha
    free = 1 - scene.occluders
    shares = {name: covered_share(polygon, alpha, free) for name, polygon in scene.regions.items()}
    area = float(placed.alpha.sum()) / max(scene.face.box.clipped(width, height).area, 1.0)
    return Coverage(**{name: round(share, 4) for name, share in shares.items()}, mask_area=round(area, 4))


def _finish(
    scene: Scene, template: Template, parameters: Parameters, placed: _Placed, coverage: Coverage
) -> Sample:
    """Colour a placed mask, add straps and shadow, and lay it into the photograph."""
    flat = parameters.rendering == "flat"
    generator = np.random.default_rng([parameters.seed, 3])
    geometry, window, size = placed.geometry, placed.geometry.window, scene.face.inter_ocular_distance
    light = NEUTRAL_LIGHT if flat else scene.light
    radiance = shade(placed.artwork, template, parameters, geometry, light, size, generator)
    skin = np.ones_like(placed.alpha) if flat else scene.skin[window.slices]
    straps = draw_straps(geometry, None if flat else scene.depth, skin, template.description.straps.width, size)
    colour, alpha = _with_straps(placed, radiance, straps, template.colourway(parameters.colourway).strap, scene, light)
    photograph = scene.image[window.slices].astype(np.float32) / 255
    lost = np.zeros_like(alpha)
    if not flat:
        colour = add_noise(colour, scene.grain, generator)
        receives = _receives_shadow(scene, geometry)
        lost = contact_shadow(alpha, receives, light_in_plane(light), size)
    shaded = photograph * (1 - lost)[..., None]
    blended = colour * alpha[..., None] + shaded * (1 - alpha)[..., None]
    picture = np.clip(blended * 255 + 0.5, 0, 255).astype(np.uint8)
    if not flat:
        picture = compress(picture, scene.grain, (window.left, window.top))
    return _pasted(scene, geometry, picture, alpha, lost, coverage, parameters)


def _with_straps(
    placed: _Placed, radiance: FloatArray, straps: StrapLayer, strap_colour: str, scene: Scene, light: Light
) -> tuple[FloatArray, FloatArray]:
    """Mask over straps: sRGB colour (h, w, 3) and matte (h, w)."""
    flat = light is NEUTRAL_LIGHT
    cord = straps.alpha if flat else soften(straps.alpha, scene.grain) * (1 - scene.occluders[placed.geometry.window.slices])
    mask = to_srgb(radiance)
    if not flat:
        # Blurring colour weighted by the matte keeps the background out of the cloth's edge.
        sharp = placed.artwork.outline * placed.geometry.visible
        weight = soften(sharp, scene.grain)
        mask = soften(mask * sharp[..., None], scene.grain) / np.maximum(weight, 1e-3)[..., None]
    strap = to_srgb(tone_strap(strap_colour, np.maximum(straps.shading, 0.5), light))
    alpha = placed.alpha + cord * (1 - placed.alpha)
    share = (placed.alpha / np.maximum(alpha, 1e-4))[..., None]
    return mask * share + strap * (1 - share), alpha


def _receives_shadow(scene: Scene, geometry: MaskGeometry) -> FloatArray:
    """Where a shadow can fall: the face, and skin beside it (neck, ears); not the background, not occluders."""
    here = geometry.window.slices
    face = scene.depth.over(geometry.window)[1] if scene.depth is not None else np.zeros_like(geometry.u)
    return np.asarray(np.maximum(face, scene.skin[here]) * (1 - scene.occluders[here]), np.float32)


def _pasted(
    scene: Scene, geometry: MaskGeometry, picture: ByteArray, alpha: FloatArray, lost: FloatArray,
    coverage: Coverage, parameters: Parameters,
) -> Sample:  # fmt: skip
    """Put the finished window into a copy of the photograph; other pixels stay as they are, to the bit."""
    here = geometry.window.slices
    opacity = np.round(alpha * 255).astype(np.uint8)
    shadow_only = (lost > 0) & (opacity == 0)
    changed = (opacity > 0) | shadow_only
    image, matte = scene.image.copy(), np.zeros(scene.image.shape[:2], np.uint8)
    shadow = np.zeros(matte.shape, bool)
    image[here] = np.where(changed[..., None], picture, image[here])
    matte[here], shadow[here] = opacity, shadow_only
    rows, columns = np.nonzero(opacity.any(axis=1))[0], np.nonzero(opacity.any(axis=0))[0]
    box = None
    if len(rows):
        left, top = geometry.window.left + int(columns[0]), geometry.window.top + int(rows[0])
        box = Box(left, top, int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)
    return Sample(image, matte, shadow, coverage, box, parameters)


__all__ = ["Sample", "Scene", "make", "prepare", "render", "unmasked", "wear_state"]
