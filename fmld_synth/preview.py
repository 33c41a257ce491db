"""One face in every wear state and template, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fmld_synth.choices import Crop, RenderingChoice
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.template_choice import Chosen, TemplateChoice
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame, frame_around
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.sheets import Tile, draw_sheet
from fmld_synth.synthesis.sample import MeasuredFace
from fmld_synth.wear import fitting_states, wear_state

SIDE = 220
FAINT = 0.35
"""How strongly the photograph shows where a state cannot be shown on it."""


@reproducible_kernels()
def preview_sheet(
    photograph_path: Path,
    engine: Engine,
    *,
    states: Sequence[str],
    templates: Sequence[str] = (),
    colors: Sequence[str] = (),
    seed: int = 0,
    face_index: int = 0,
    crop: Crop = "face",
    rendering: RenderingChoice = "full",
    prints: float = 0.0,
    things: float = 0.0,
    thing_kinds: Sequence[str] = (),
) -> ByteArray:
    """Draw a sheet with a row for each template and a column for each wear state.

    Args:
        photograph_path: a photograph that shows a face.
        engine: finds the face and renders.
        states: names of wear states.
        templates: names, families or paths; empty for all.
        colors: names of colorways; empty for all.
        seed: another seed gives other colors, heights and folds.
        face_index: 0 for the largest face.
        crop: what is shown around the face.
        rendering: ``full``, ``flat`` or ``mixed``.
        prints: share of the masks of cloth that show a print.
        things: share of the tiles that are also given things that are no masks, 0 to 1.
        thing_kinds: names of their kinds; empty for all.

    Returns:
        uint8 (height, width, 3), RGB.

    Raises:
        UserError: the photograph cannot be read or does not show that face, or a name is unknown.
    """
    choice = TemplateChoice(engine, templates, colors)
    measured = _measured_face(photograph_path, engine, face_index, crop, seed)
    fitting = fitting_states(measured.shares_in_frame, states)
    tiles = []
    for row, name in enumerate(choice.names):
        chosen = choice.draw_colorway(np.random.default_rng((seed, row)), name)
        for column, state in enumerate(states):
            tile_seed = (seed * 1000 + row) * 100 + column
            fits = state in fitting
            shown = measured
            if things and fits:
                shown = engine.add_things(measured, wear_state(state), tile_seed, things, thing_kinds)
            tiles.append(_tile(shown, engine, chosen, state, fits, tile_seed, rendering, prints))
    return draw_sheet(tiles, len(states), SIDE)


def _measured_face(path: Path, engine: Engine, face_index: int, crop: Crop, seed: int) -> MeasuredFace:
    try:
        photograph = read_photograph(path)
    except Rejected as rejected:
        raise UserError(f"`input` {path}: {rejected.reason}; give a photograph that can be opened") from None
    faces = engine.find_faces(photograph.image)
    if not faces:
        raise UserError(f"`input` {path}: no face found; give a photograph that shows one")
    if face_index not in range(len(faces)):
        raise UserError(f"`face_index` {face_index}: {path} shows {len(faces)} face(s), counted from 0")
    frame = frame_around(photograph.width, photograph.height, faces[face_index].box, crop, 2 * SIDE, seed)
    image, face = cut_out(photograph.image, frame), face_in_frame(faces[face_index], frame)
    return engine.prepare(image, face, compression_in_frame(photograph.compression, frame))


def _tile(
    measured: MeasuredFace,
    engine: Engine,
    chosen: Chosen,
    state: str,
    fits: bool,
    seed: int,
    rendering: RenderingChoice,
    prints: float,
) -> Tile:
    caption = (state, f"{chosen.template.name}, {chosen.colorway}")
    if not fits:
        return Tile(_faint(measured.image), (f"{state}: not in the frame", caption[1]))
    try:
        sample = engine.make(
            measured,
            wear_state(state),
            chosen.template,
            seed,
            colorway=chosen.colorway,
            rendering=rendering,
            prints=prints,
        )
    except Rejected as rejected:
        return Tile(_faint(measured.image), (f"{state}: {rejected.reason}", caption[1]))
    return Tile(sample.image, caption)


def _faint(image: ByteArray) -> ByteArray:
    return (255 - (255 - image.astype(np.float32)) * FAINT).astype(np.uint8)
