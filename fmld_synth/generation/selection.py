"""Which photographs as they are, and which made pictures, the finished set holds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.errors import UserError
from fmld_synth.generation.balance import Picture, balanced, incorrect_wanted
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.framed_photograph import COMPANIONS
from fmld_synth.generation.journal import Journal
from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import FaceKey


class Selection(NamedTuple):
    """What joins the finished set.

    Attributes:
        real: faces whose real pictures are kept, by photograph.
        surplus: ids of made pictures that are left out.
    """

    real: Mapping[str, tuple[int, ...]]
    surplus: frozenset[str]


def check_classes(images: Iterable[AnnotatedImage]) -> None:
    """Make sure before a run that an annotated set can be balanced.

    Raises:
        UserError: it has no correctly masked or no bare faces, which nothing here makes up for.
    """
    found = {face.label for image in images for face in image.faces if not face.difficult}
    for label in ("correct", "none"):
        if label not in found:
            raise UserError(f"`balance`: the set has no faces of the class {label}; drop `balance`")


def with_count(configuration: Configuration, library: PhotographLibrary) -> Configuration:
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
        faces = math.ceil(faces / _faces_a_picture(list(library.fitting_states())))
    return configuration.model_copy(update={"count": faces})


def select(
    configuration: Configuration, library: PhotographLibrary, made: Mapping[str, Sequence[Picture]]
) -> Selection:
    """Choose the pictures: all, or with ``--balance`` those that make each split's classes equal.

    A split that is left alone is kept whole.

    Args:
        configuration: of the run.
        library: its photographs.
        made: the made pictures of each split; without ``--balance`` it does not matter.
    """
    real: dict[str, list[int]] = {}
    surplus: set[str] = set()
    for split, pictures in _by_split(library).items():
        if configuration.balance and not configuration.leaves_alone(split):
            everything = [*pictures, *made.get(split, ())]
            chosen = balanced(everything)
            surplus.update({one.made for one in everything if one.made} - {one.made for one in chosen})
            pictures = [one for one in chosen if one.made is None]
        for picture in pictures:
            real.setdefault(picture.sha256, []).append(picture.face)
    return Selection({sha256: tuple(faces) for sha256, faces in sorted(real.items())}, frozenset(surplus))


def _by_split(library: PhotographLibrary) -> dict[str, list[Picture]]:
    by_split: dict[str, list[Picture]] = {}
    for picture in library.pictures_as_they_are():
        by_split.setdefault(library.places[picture.sha256].split, []).append(picture)
    return by_split


def made_pictures(journal: Journal) -> dict[str, list[Picture]]:
    """The pictures that were made, by split."""
    by_split: dict[str, list[Picture]] = {}
    for results in journal.units():
        for record in (record for result in results for record in result.records):
            if record.kind == "synthetic":
                leading = record.leading
                assert leading is not None and leading.index is not None, "a mask is worn"
                picture = Picture(record.source.sha256, leading.index, tuple(record.labels), record.id)
                by_split.setdefault(record.split, []).append(picture)
    return by_split


def _faces_a_picture(faces: Sequence[FaceKey]) -> float:
    """How many faces wear a mask in a picture of a scene, on average: the leading one and companions."""
    scenes = Counter(key.sha256 for key in faces)
    companions = sum(number * (number - 1) for number in scenes.values())
    return 1 + COMPANIONS * companions / max(len(faces), 1)
