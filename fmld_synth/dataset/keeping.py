"""Which real pictures of an annotated set join the made ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fmld_synth.dataset.balance import RealPicture, balanced, incorrect_wanted
from fmld_synth.dataset.configuration import Configuration
from fmld_synth.dataset.journal import Journal
from fmld_synth.dataset.library import Library
from fmld_synth.dataset.plan import FaceKey
from fmld_synth.dataset.scenes import COMPANIONS
from fmld_synth.wear import Label


def with_count(configuration: Configuration, library: Library) -> Configuration:
    """The configuration of the plan: ``--balance`` alone makes as many pictures as balance needs."""
    given = configuration.count is not None or configuration.per_face is not None
    if not configuration.balance or given:
        return configuration
    faces = sum(
        incorrect_wanted(pictures)
        for split, pictures in _by_split(library).items()
        if not configuration.leaves_alone(split)
    )
    if configuration.crop == "none":
        faces = int(faces / _faces_a_picture(list(library.fitting_states())))
    return configuration.model_copy(update={"count": faces})


def pictures_to_keep(
    configuration: Configuration, library: Library, journal: Journal
) -> dict[str, tuple[int, ...]]:
    """The faces whose real pictures are kept, by photograph; splits that are left alone are kept whole."""
    made: dict[str, Counter[Label]] = {}
    if configuration.balance:
        for results in journal.units():
            for record in (record for result in results for record in result.records):
                if record.kind == "synthetic":
                    made.setdefault(record.split, Counter()).update(record.labels())
    kept: dict[str, list[int]] = {}
    for split, pictures in _by_split(library).items():
        if configuration.balance and not configuration.leaves_alone(split):
            pictures = balanced(pictures, made.get(split, Counter()))
        for picture in pictures:
            kept.setdefault(picture.sha256, []).append(picture.face)
    return {sha256: tuple(faces) for sha256, faces in sorted(kept.items())}


def _by_split(library: Library) -> dict[str, list[RealPicture]]:
    by_split: dict[str, list[RealPicture]] = {}
    for picture in library.real_pictures():
        by_split.setdefault(library.places[picture.sha256].split, []).append(picture)
    return by_split


def _faces_a_picture(faces: Sequence[FaceKey]) -> float:
    """How many faces wear a mask in a picture of a scene, on average: the leading one and companions."""
    scenes = Counter(key.sha256 for key in faces)
    companions = sum(number * (number - 1) for number in scenes.values())
    return 1 + COMPANIONS * companions / max(len(faces), 1)
