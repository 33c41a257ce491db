"""The Python interface: one picture, one record, or a whole set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from fmld_synth.dataset.records import Record
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, LandmarkSourceName
from fmld_synth.generation.configuration import Configuration, make_configuration
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.finishing import Summary
from fmld_synth.generation.run import generate
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.progress import Watcher
from fmld_synth.rerendering.annotated import render_scene_again
from fmld_synth.rerendering.single import open_source, render_again
from fmld_synth.synthesis.parameters import RenderingChoice
from fmld_synth.synthesis.sample import Sample
from fmld_synth.wear import wear_state as wear_state_called


@cache
def _engine(landmarks: LandmarkSourceName) -> Engine:
    return standard_engine(landmarks)


@reproducible_kernels()
def synthesize(
    image: ByteArray | str | Path,
    wear_state: str = "nose_exposed",
    template: str | None = None,
    seed: int = 0,
    face_index: int = 0,
    colourway: str | None = None,
    rendering: RenderingChoice = "full",
    landmarks: LandmarkSourceName = DEFAULT_LANDMARKS,
) -> Sample:
    """Put a mask on one face of a photograph.

    Args:
        image: path of a photograph, or uint8 (height, width, 3), RGB; an array is taken to be free of
            compression grain.
        wear_state: such as ``nose_exposed``; see ``fmld_synth.wear.WEAR_STATES``.
        template: name, family or path of a template; None draws one of all.
        seed: equal arguments with an equal seed give equal pixels.
        face_index: 0 for the largest face, 1 for the next and so on.
        colourway: name of a colourway of the template; None draws one.
        rendering: ``full``, ``flat`` for a plain 2D overlay, or ``mixed`` to draw either.
        landmarks: what finds the face: ``bundled``, or ``mediapipe`` where it is installed.

    Returns:
        The picture with its matte, measured coverage and drawn parameters.

    Raises:
        UserError: an argument is wrong, the photograph cannot be read or does not show that face.
        Rejected: no draw kept the label; ``measured`` says how far off the last was.
    """
    state = wear_state_called(wear_state)
    if state.geometry is None:
        raise UserError(f"{wear_state}: nothing is worn, so there is nothing to render")
    pixels, compression = _pixels(image)
    engine = _engine(landmarks)
    choice = TemplateChoice(engine, [template] if template else [], [colourway] if colourway else [])
    faces = engine.find_faces(pixels)
    if face_index not in range(len(faces)):
        raise UserError(f"face_index {face_index}: the photograph shows {len(faces)} face(s), counted from 0")
    chosen = choice.draw(np.random.default_rng((seed, 0)))
    scene = engine.prepare(pixels, faces[face_index], compression)
    return engine.make(scene, state, chosen.template, seed, colourway=chosen.colourway, rendering=rendering)


@reproducible_kernels()
def render(
    record: Record | Mapping[str, Any] | str,
    source_folder: str | Path | None = None,
    landmarks: LandmarkSourceName = DEFAULT_LANDMARKS,
) -> ByteArray:
    """Render a picture again from its line in the manifest: the same pixels, before they were encoded.

    Args:
        record: a record, or its line of JSON, parsed or not.
        source_folder: folder that stands for the input folder of the run; None looks where the photograph
            was.
        landmarks: what found the faces when the set was made; its ``dataset.json`` names it.

    Returns:
        uint8 (height, width, 3), RGB.

    Raises:
        UserError: the record is broken, or its photograph or template is missing or has changed.
    """
    if not isinstance(record, Record):
        try:
            parse = Record.model_validate_json if isinstance(record, str) else Record.model_validate
            record = parse(record)  # type: ignore[arg-type]
        except ValidationError as error:
            raise UserError(f"not a record of a manifest: {error.errors()[0]['msg']}") from None
    photograph = open_source(record, Path(source_folder) if source_folder is not None else None)
    engine = _engine(landmarks)
    if record.annotated:
        return render_scene_again(record, photograph, engine).image
    return render_again(record, photograph, engine.find_faces(photograph.image), engine).image


def generate_dataset(
    configuration: Configuration | Mapping[str, Any], watcher: Watcher | None = None
) -> Summary:
    """Make a set, as ``fmld-synth generate`` does.

    With more than one worker, call it under ``if __name__ == "__main__":``.

    Args:
        configuration: a configuration, or its options by name; ``input`` and ``output`` are required.
        watcher: is told of the progress.

    Raises:
        UserError: the input, the output or an option is wrong, or the disk is full.
    """
    if not isinstance(configuration, Configuration):
        configuration = make_configuration(configuration)
    return generate(configuration, watcher=watcher)


def _pixels(image: ByteArray | str | Path) -> tuple[ByteArray, int | None]:
    if isinstance(image, (str, Path)):
        try:
            photograph = read_photograph(Path(image))
        except Rejected as rejected:
            raise UserError(f"{image}: {rejected.reason}; give a photograph that can be opened") from None
        return photograph.image, photograph.compression
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise UserError(f"image: expected uint8 (height, width, 3), got {image.dtype} {image.shape}")
    return image, None
