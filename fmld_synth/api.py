"""The Python interface: one picture, one record, or a whole set."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from fmld_synth.choices import RenderingChoice
from fmld_synth.dataset.records import Record
from fmld_synth.dataset.summary import Summary
from fmld_synth.errors import OtherPixelsWarning, Rejected, UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS
from fmld_synth.generation.configuration import Configuration, make_configuration
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.run import generate
from fmld_synth.geometry import ByteArray
from fmld_synth.masked_films.run import generate_film
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.prepared_face import PreparedFace, choose_mask
from fmld_synth.progress import Watcher
from fmld_synth.rerendering.impossible import impossible_values_told
from fmld_synth.rerendering.likeness import alike_masks, image_sha256
from fmld_synth.rerendering.rerendering import Rerendering, open_source, with_templates
from fmld_synth.synthesis.sample import Sample


@cache
def _engine(landmarks: str, print_folder: Path | None = None) -> Engine:
    return standard_engine(landmarks, print_folder)


@reproducible_kernels()
def prepare(
    image: ByteArray | str | Path,
    landmarks: str = DEFAULT_LANDMARKS,
    print_folder: str | Path | None = None,
) -> list[PreparedFace]:
    """Find the faces of a photograph, so that each can wear many masks without being measured again.

    Args:
        image: path of a photograph, or uint8 (height, width, 3), RGB; an array is copied, and taken to be free of
            compression grain.
        landmarks: what finds the faces: ``bundled``, ``mediapipe`` where it is installed, or a plug-in's.
        print_folder: a folder of pictures, of which half of the prints are taken.

    Returns:
        The faces, the largest first; empty when none is found.

    Raises:
        UserError: the photograph cannot be read, or the array is not a picture.

    Example:
        >>> faces = fmld_synth.prepare(portrait)
        >>> len(faces)
        1
        >>> sample = faces[0].wear("nose_exposed", template="kn95", seed=7)
        >>> sample.coverage.nose <= 0.05 and sample.coverage.lips >= 0.98
        True
    """
    pixels, compression = _pixels(image)
    pixels = pixels.copy()
    pixels.setflags(write=False)
    engine = _engine(landmarks, _path(print_folder))
    return [PreparedFace(pixels, face, compression, engine) for face in engine.find_faces(pixels)]


@reproducible_kernels()
def synthesize(
    image: ByteArray | str | Path,
    wear_state: str = "nose_exposed",
    template: str | None = None,
    seed: int = 0,
    face_index: int = 0,
    colorway: str | None = None,
    rendering: RenderingChoice = "full",
    landmarks: str = DEFAULT_LANDMARKS,
    prints: float = 0.0,
    print_folder: str | Path | None = None,
    things: float = 0.0,
    thing_kinds: Sequence[str] = (),
) -> Sample:
    """Put a mask on one face of a photograph; :func:`prepare` is quicker for several masks on the same face.

    Args:
        image: path of a photograph, or uint8 (height, width, 3), RGB; an array is taken to be free of
            compression grain.
        wear_state: one of ``fmld_synth.WEAR_STATES``, such as ``nose_exposed``.
        template: name, family or path of a template; None draws one of all.
        seed: equal arguments with an equal seed give equal pixels.
        face_index: 0 for the largest face, 1 for the next and so on.
        colorway: name of a colorway of the template; None draws one.
        rendering: ``full``, ``flat`` for a plain 2D overlay, or ``mixed`` to draw either.
        landmarks: what finds the face: ``bundled``, or ``mediapipe`` where it is installed.
        prints: share of the masks of cloth that show a print, 0 to 1.
        print_folder: a folder of pictures, of which half of the prints are taken.
        things: with this probability the face is also given things that are no masks, such as a cup or a scarf.
        thing_kinds: their kinds, such as ``["cup", "phone"]``; empty for all.

    Returns:
        The picture with its matte, measured coverage and drawn parameters.

    Raises:
        UserError: an argument is wrong, the photograph cannot be read or does not show that face.
        Rejected: no draw kept the label; ``measured`` says how far off the last was.

    Example:
        >>> sample = fmld_synth.synthesize(portrait, "mouth_exposed", template="surgical_pleated", seed=3)
        >>> sample.image.shape == (512, 512, 3) and sample.matte.shape == (512, 512)
        True
        >>> sample.coverage.lips <= 0.1
        True
    """
    # Mistakes are told before the search for faces, which takes longer.
    engine = _engine(landmarks, _path(print_folder))
    mask = choose_mask(engine, wear_state, template, seed, colorway, rendering, prints, things, thing_kinds)
    faces = prepare(image, landmarks, print_folder)
    if face_index not in range(len(faces)):
        raise UserError(
            f"`face_index` {face_index}: the photograph shows {len(faces)} face(s), counted from 0"
        )
    return faces[face_index].wear_chosen(mask)


@reproducible_kernels()
def render(
    record: Record | Mapping[str, Any] | str,
    source_folder: str | Path | None = None,
    landmarks: str = DEFAULT_LANDMARKS,
    *,
    templates_of_the_set: bool = False,
    print_folder: str | Path | None = None,
) -> ByteArray:
    """Render a picture again from its line in the manifest: the same pixels, before they were encoded.

    Args:
        record: a record, or its line of JSON, parsed or not.
        source_folder: folder that stands for the input folder of the run; None looks where the photograph
            was.
        landmarks: what found the faces when the set was made; its ``dataset.json`` names it.
        templates_of_the_set: load a template from the folder that the record names, which a stranger's record may
            choose; otherwise it is looked up by its name.
        print_folder: holds the picture that was printed on a mask.

    Returns:
        uint8 (height, width, 3), RGB.

    Raises:
        UserError: the record is broken, its photograph or template is missing or has changed, or its masks come to lie
            elsewhere.

    Warns:
        OtherPixelsWarning: the pixels are not quite the recorded ones, but the masks lie where they should: another
            processor or other libraries made the set.

    Example:
        >>> options = {"input": portrait, "output": folder / "one", "per_face": 1, "workers": 1}
        >>> summary = fmld_synth.generate_dataset(options)
        >>> line = (folder / "one" / "manifest.jsonl").read_text().splitlines()[0]
        >>> pixels = fmld_synth.render(line)
        >>> pixels.shape == (512, 512, 3)
        True
    """
    if not isinstance(record, Record):
        try:
            parse = Record.model_validate_json if isinstance(record, str) else Record.model_validate
            record = parse(record)  # type: ignore[arg-type]
        except ValidationError as error:
            raise UserError(f"not a record of a manifest: {error.errors()[0]['msg']}") from None
    photograph = open_source(record, Path(source_folder) if source_folder is not None else None)
    engine = with_templates(_engine(landmarks, _path(print_folder)), of_the_set=templates_of_the_set)
    with impossible_values_told(record.id):
        rendered = Rerendering(photograph, engine).render(record)
        unlike = image_sha256(record, rendered.image, photograph) != record.image_sha256
        elsewhere = unlike and not alike_masks(record, rendered)
    if elsewhere:
        raise UserError(
            f"{record.id} renders another picture here: its masks lie elsewhere than recorded; use the version, "
            "the libraries and the `landmarks` that made its set"
        )
    if unlike:
        warnings.warn(
            f"{record.id} is rendered a little otherwise on this machine than where its set was made",
            OtherPixelsWarning,
            stacklevel=3,
        )
    return rendered.image


def generate_dataset(
    configuration: Configuration | Mapping[str, Any], watcher: Watcher | None = None
) -> Summary:
    """Make a set, as ``fmld-synth generate`` does.

    With more than one worker, call it under ``if __name__ == "__main__":``.

    Args:
        configuration: a configuration, or its options by name; ``input`` and ``output`` are required. Of a film as
            ``input`` a masked film is made, too (needs PyAV, the extra ``film``).
        watcher: is told of the progress.

    Returns:
        What was made: numbers of pictures by wear state, label and split, and what was rejected why.

    Raises:
        UserError: the input, the output or an option is wrong, or the disk is full.

    Example:
        >>> options = {"input": portrait, "output": folder / "set", "per_face": 2, "wear": "chin", "workers": 1}
        >>> summary = fmld_synth.generate_dataset(options)
        >>> summary.images, summary.by_wear_state
        (2, {'chin': 2})
    """
    if not isinstance(configuration, Configuration):
        configuration = make_configuration(configuration)
    make = generate_film if configuration.film else generate
    return make(configuration, watcher=watcher)


def _path(folder: str | Path | None) -> Path | None:
    return None if folder is None else Path(folder)


def _pixels(image: ByteArray | str | Path) -> tuple[ByteArray, int | None]:
    if isinstance(image, (str, Path)):
        try:
            photograph = read_photograph(Path(image))
        except Rejected as rejected:
            raise UserError(f"{image}: {rejected.reason}; give a photograph that can be opened") from None
        return photograph.image, photograph.compression
    if not isinstance(image, np.ndarray):
        raise UserError(
            f"`image` is a {type(image).__name__}: give a path, or a uint8 array (height, width, 3)"
        )
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise UserError(f"`image`: expected uint8 (height, width, 3), got {image.dtype} {image.shape}")
    return image, None
