"""Laying things on a measured face: what is behind a mask becomes part of the photograph, the rest goes over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import cv2
import numpy as np

from fmld_synth.arithmetic import length, weighted_sum
from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.compositing import FAINTEST, blended, compressed, noise_of
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.parameters import DECIMALS
from fmld_synth.synthesis.photometry.color import to_display, to_linear
from fmld_synth.synthesis.photometry.grain import soften
from fmld_synth.synthesis.photometry.light import WHITE_CLOTH, Light
from fmld_synth.synthesis.photometry.shadow import contact_shadow
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.rendering.material import light_in_plane, toned
from fmld_synth.synthesis.rendering.placing import DEPTH_TOLERANCE
from fmld_synth.synthesis.things.added import Added, PaintedLayer
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.drawing import draw_things, has_things
from fmld_synth.synthesis.things.fingers import DEFAULT_SKIN
from fmld_synth.synthesis.things.kinds import find_kind
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.synthesis.warp.rasterizer import grid_quads, rasterize
from fmld_synth.wear import WearState
from fmld_synth.wear_geometry import Geometry

# Chosen by eye; lengths are in inter-ocular distances.
_SHADOW_MARGIN = 0.30
"""A layer's window reaches this much beyond its piece, for its shadow."""
_SHOWN_FROM, _SHOWN_OVER = 0.02, 0.15
"""Depth component of the unit normal: a sheet fades over the second until, at the first, it is seen from behind."""
_STEEPEST = 3.0
"""Slope of relief beyond which it counts as this steep: the rim of a round body."""
_RESIDUAL_LIMITS = (0.55, 1.6)
"""Beyond the face its own shading says little."""
_EYE_OPENING = 0.4
"""Holes of the face's mesh up to this width hide what lies behind them: the eyes."""
_RIM_LIGHT = 0.25
"""Least shading of what is turned from the light: surroundings light it."""
_ATTEMPTS = 6
"""How often things are drawn anew."""
_LEAST_SEEN = 0.4
"""Share of a region's visible part that things leave to see, where the region decides the label."""
_LEAST_SHOWN = 0.02
"""What things change of the picture, as a share of the face's box, at least."""
_LIKE_SKIN, _LEAST_PIXELS, _DARKEST_SKIN = 0.6, 30, 0.01
"""Likeness from which a pixel is skin, fewest of them that tell its color, and its least reflectance."""
_GLOSS_DEPTH, _GLOSS_STRENGTH = 1.2, 0.55
"""Component toward the camera of the direction in which a glossy surface points; radiance of a gloss of 1."""


def dressed(measured: MeasuredFace, things: Sequence[Thing]) -> MeasuredFace:
    """The face with things on it, as if they had been photographed.

    What they hide of a region counts neither way. A pure function of its arguments.

    Args:
        measured: a face without added things.
        things: from back to front.

    Raises:
        UserError: a kind of thing is unknown.
    """
    if not things:
        return measured
    image, skin = measured.image.copy(), measured.skin.copy()
    changed = np.zeros(image.shape[:2], bool)
    in_front: list[PaintedLayer] = []
    for place, thing in enumerate(things):
        kind = find_kind(thing.kind)
        for number, piece in enumerate(kind.pieces(thing)):
            generator = random_stream(thing.seed, RandomStream.THING_NOISE, place, number)
            layer = paint_piece(measured, piece, generator)
            if layer is None:
                continue
            here = layer.window.slices
            changed[here] |= (layer.alpha > 0) | (layer.lost > 0)
            if kind.in_front:
                in_front.append(layer)
            else:
                image[here] = laid(measured, image[here], layer)
                skin[here] *= 1 - layer.alpha
    added = Added(tuple(things), tuple(in_front), changed)
    regions = {name: region.behind(added) for name, region in measured.regions.items()}
    return replace(measured, image=image, skin=skin, regions=regions, added=added)


def with_drawn_things(
    measured: MeasuredFace, state: WearState, seed: int, share: float, kinds: Collection[str] = ()
) -> MeasuredFace:
    """The face with things on it that are drawn by chance; most often, as ``share`` says, without.

    Things that hide what decides the label, or that would hardly be seen, are drawn anew a number of times.

    Args:
        measured: a face without added things.
        state: how it is to wear a mask.
        seed: of the picture.
        share: of faces that are given things, 0 to 1.
        kinds: names of those that are drawn; empty for all.
    """
    if not has_things(seed, share):
        return measured
    covered = state.geometry is not None and state.contract.lips[0] > 0
    skin, edge = skin_color(measured), _usual_top_edge(state)
    for attempt in range(_ATTEMPTS):
        things = draw_things(seed, attempt, mouth_covered=covered, skin=skin, top_edge=edge, kinds=kinds)
        if not things:
            return measured
        face = dressed(measured, things)
        if _shows(face) and _state_is_seen(measured, face, state):
            return face
    return measured


def _usual_top_edge(state: WearState) -> float | None:
    """Height of a mask's top edge, in inter-ocular distances below the eyes; None without one on or below the nose."""
    if not isinstance(state.geometry, Geometry) or state.geometry.top[2] < 0:
        return None
    return state.geometry.top[1]


def _shows(face: MeasuredFace) -> bool:
    """Whether enough of the things lies inside the frame."""
    assert face.added is not None, "it was given things"
    box = face.face.box.clipped(face.image.shape[1], face.image.shape[0])
    return bool(np.count_nonzero(face.added.changed) > _LEAST_SHOWN * box.area)


def _state_is_seen(before: MeasuredFace, after: MeasuredFace, state: WearState) -> bool:
    """Whether enough is left to see of each region that decides how a mask is worn."""
    if state.geometry is None:
        return True
    return all(
        float(after.regions[name].weights.sum()) >= _LEAST_SEEN * float(region.weights.sum())
        for name, region in before.regions.items()
        if getattr(state.contract, name) != (0.0, 1.0)
    )


def skin_color(measured: MeasuredFace) -> tuple[float, float, float]:
    """Linear color of the face's skin under even white light, as far as one photograph tells."""
    linear = to_linear(measured.image[measured.skin > _LIKE_SKIN])
    if len(linear) < _LEAST_PIXELS:
        red, green, blue = DEFAULT_SKIN
        return red, green, blue
    light = measured.light.cast * np.float32(measured.light.white / WHITE_CLOTH)
    color = np.clip(np.median(linear, axis=0) / np.maximum(light, 1e-3), _DARKEST_SKIN, 1.0)
    red, green, blue = (round(float(value), DECIMALS) for value in color)
    return red, green, blue


def laid(measured: MeasuredFace, pixels: ByteArray, layer: PaintedLayer) -> ByteArray:
    """A layer over pixels (h, w, 3) of its window."""
    changed = ((layer.alpha > 0) | (layer.lost > 0)).view(np.uint8)
    painted = pixels.copy()
    cv2.copyTo(blended(pixels, list(layer.color), layer.alpha, layer.lost, layer.noise), changed, painted)
    return compressed(measured, layer.window, painted, layer.alpha)


def paint_piece(measured: MeasuredFace, piece: Piece, generator: np.random.Generator) -> PaintedLayer | None:
    """A piece in the face's light, with the photograph's blur and noise; None when it falls outside the frame."""
    size, (height, width) = measured.face.inter_ocular_distance, measured.image.shape[:2]
    points = _in_pixels(measured, piece)
    window = Window.around(points, _SHADOW_MARGIN * size, width, height)
    if window is None or Window.around(points, 0, width, height) is None:
        return None
    rows, columns = points.shape[:2]
    fragments = rasterize(points.reshape(-1, 3), grid_quads(rows, columns), window, 2)
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    vertices = np.dstack([u, v, points[..., 2]]).reshape(-1, 3).astype(np.float32)
    u, v, depth = fragments.interpolate(vertices)
    art = piece.artwork
    texels = _texels(points, art.shape)
    x, y = u * np.float32(art.shape[1]) - np.float32(0.5), v * np.float32(art.shape[0]) - np.float32(0.5)
    looked_up = _looked_up(art, x, y, texels)
    albedo, alpha, relief, shine = looked_up[:3], looked_up[3], looked_up[4], looked_up[5]
    normals = _normals(points, u, v)
    visible = fragments.coverage.copy()
    if piece.anchor is None and not piece.seen_from_behind:
        facing = (-np.float32(_SHOWN_FROM) - normals[2]) / np.float32(_SHOWN_OVER)
        visible *= np.clip(facing, 0, 1)
    if piece.seen_from_behind:
        normals *= -np.sign(normals[2])
    if piece.behind_face and measured.depth is not None:
        behind = measured.depth.depth_over(window) < depth - np.float32(DEPTH_TOLERANCE * size)
        across = int(_EYE_OPENING * size) // 2 * 2 + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
        whole = cv2.morphologyEx(behind.view(np.uint8), cv2.MORPH_CLOSE, kernel)
        hidden = np.asarray(whole, np.float32)
        visible *= 1 - cv2.GaussianBlur(hidden, (0, 0), 0.7)
    alpha = alpha * visible
    radiance = _shaded(
        albedo, relief * np.float32(size * piece.rise), shine, normals, piece, measured.light, window
    )
    color = to_display(radiance) * alpha
    color = np.stack([soften(plane, measured.grain) for plane in color])
    alpha = soften(alpha, measured.grain)
    if piece.under_hair:
        free = 1 - measured.occluders[window.slices]
        color, alpha = color * free, alpha * free
    alpha = np.asarray(cv2.threshold(alpha, FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)
    lost = _shadow(measured, window, alpha) * np.float32(piece.shadow)
    return PaintedLayer(window, color * (alpha > 0), alpha, lost, noise_of(measured, window, generator))


def _in_pixels(measured: MeasuredFace, piece: Piece) -> FloatArray:
    """The points of a piece in the photograph: x and y in pixels, z in the same unit."""
    if piece.anchor is None:
        return measured.warp(piece.points)
    anchor = measured.warp(np.array([piece.anchor], np.float32))[0]
    offsets = piece.points * np.float32(measured.face.inter_ocular_distance)
    return np.asarray(offsets + anchor, np.float32)


def _texels(points: FloatArray, shape: tuple[int, int]) -> float:
    """Columns of the artwork to a pixel of the photograph, at the middle of the piece."""
    step = length(np.diff(points[points.shape[0] // 2], axis=0)[:, :2])
    return float(shape[1] / (points.shape[1] - 1) / max(float(np.median(step)), 1e-3))


def _looked_up(art: Canvas, x: FloatArray, y: FloatArray, texels: float) -> FloatArray:
    """Albedo (3), alpha, relief and shine of every pixel, (6, h, w); blurred first where pixels are coarser."""
    planes = np.dstack([art.albedo * art.alpha[..., None], art.alpha, art.relief, art.shine])
    if texels > 1.2:
        planes = cv2.GaussianBlur(planes, (0, 0), 0.42 * texels)
    flags = cv2.INTER_LINEAR
    found = [
        cv2.remap(
            np.ascontiguousarray(planes[..., start : start + 3]), x, y, flags, borderMode=cv2.BORDER_REPLICATE
        )
        for start in (0, 3)
    ]
    result = np.moveaxis(np.concatenate(found, axis=2), 2, 0).astype(np.float32)
    result[:3] /= np.maximum(result[3], np.float32(1e-3))
    return result


def _normals(points: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
    """Unit normals (3, h, w) of the sheet, out of its front."""
    down, right = np.gradient(points, axis=0), np.gradient(points, axis=1)
    normals = np.cross(down, right).astype(np.float32)
    normals /= np.maximum(np.sqrt((normals**2).sum(axis=2, keepdims=True)), np.float32(1e-6))
    rows, columns = points.shape[:2]
    smooth = cv2.remap(normals, u * (columns - 1), v * (rows - 1), cv2.INTER_LINEAR)
    return np.ascontiguousarray(np.moveaxis(smooth, 2, 0), np.float32)


def _shaded(
    albedo: FloatArray, relief: FloatArray, shine: FloatArray, normals: FloatArray, piece: Piece, light: Light,
    window: Window,
) -> FloatArray:  # fmt: skip
    """Radiance (3, h, w) in the face's light; relief in pixels."""
    bent = normals.copy()
    for axis, plane in enumerate((cv2.Sobel(relief, cv2.CV_32F, 1, 0), cv2.Sobel(relief, cv2.CV_32F, 0, 1))):
        bent[axis] -= np.clip(plane / np.float32(8), -_STEEPEST, _STEEPEST)
    bent /= np.maximum(np.sqrt((bent * bent).sum(axis=0)), np.float32(1e-6))
    x, y = light_in_plane(light)
    tilt = (bent[0] - normals[0]) * np.float32(x) + (bent[1] - normals[1]) * np.float32(y)
    form = (
        light.relative(bent)
        * (1 + np.float32(0.3) * tilt)
        * np.clip(light.residual(window), *_RESIDUAL_LIMITS)
    )
    form *= np.float32(0.72) + np.float32(0.28) * np.maximum(-bent[2], 0)
    np.maximum(form, _RIM_LIGHT, out=form)
    radiance = albedo * (form * np.float32(light.white / WHITE_CLOTH))
    mirrored = shine * np.float32(light.white)
    if piece.gloss > 0:
        half = np.array([x, y, -_GLOSS_DEPTH])
        half /= length(half)
        cosine = np.maximum(weighted_sum(half, bent), 0)
        for _ in range(5):  # to the power of 32
            cosine = cosine * cosine
        mirrored = mirrored + cosine * np.float32(piece.gloss * _GLOSS_STRENGTH * light.white)
    radiance += mirrored
    radiance *= light.cast[:, None, None]
    return toned(radiance.astype(np.float32), light)


def _shadow(measured: MeasuredFace, window: Window, alpha: FloatArray) -> FloatArray:
    """Light lost on face and skin beside the piece."""
    light = light_in_plane(measured.light)
    return contact_shadow(alpha, measured.shaded[window.slices], light, measured.face.inter_ocular_distance)
