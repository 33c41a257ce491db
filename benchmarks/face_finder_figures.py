"""Figures of a face finder on pictures with known boxes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fmld_synth.baselines.face_finding.interface import SURE, FaceFinder, FoundFace
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.faces.face import LandmarkSource
from fmld_synth.faces.regions import key_points
from fmld_synth.geometry import Box
from fmld_synth.photographs.reading import read_photograph

FOUND = 0.5
"""A face is found where a box has this IoU with its own."""
FALSE = 0.3
"""What overlaps every face of the picture by less is no face."""
WHOLE = 0.98
"""Share of the picture's width and height from which on a box says no more than that a face is in it."""
NEAR = 0.1
"""Inter-ocular distances within which a point is right."""
EYES_APART = 0.42
"""Inter-ocular distance of a face that looks ahead, in heights of its box: on turned heads the eyes seem closer."""


@dataclass
class Figures:
    """What a finder did.

    Attributes:
        faces, found, sure: labeled faces by wear state or label, those whose box is the whole picture by themselves;
            those found, and those found by a sure box.
        given: sure boxes in all pictures; ``false`` are those that are no face.
        misses, inventions: pictures where something went wrong, with its box.
        overlaps: IoU of each found face.
        near: faces overlapped by at least :data:`FALSE`, whatever box it is.
        eye_errors: of both eyes of each face whose points are known, in inter-ocular distances.
        point_errors: of all five points, likewise.
        seconds: of processor time.
        pictures: how many there were.
    """

    faces: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    near: int = 0
    given: int = 0
    false: int = 0
    misses: list[tuple[Path, Box, str]] = field(default_factory=list)
    inventions: list[tuple[Path, Box, str]] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
    eye_errors: list[float] = field(default_factory=list)
    point_errors: list[float] = field(default_factory=list)
    seconds: float = 0.0
    pictures: int = 0


def figures_of(
    finder: FaceFinder, images: Sequence[AnnotatedImage], reference: LandmarkSource | None = None
) -> Figures:
    """Run a finder over pictures.

    Args:
        finder: its calls are timed, too.
        images: with boxes; faces without a label are neither to be found nor false.
        reference: finds the points of bare faces whose set does not know any.
    """
    figures = Figures()
    for image in images:
        pixels = read_photograph(image.path).image
        start = time.process_time()
        found = finder.find(pixels)
        figures.seconds += time.process_time() - start
        figures.pictures += 1
        _count(figures, image, found)
        meshes = []
        if reference is not None and any(face.label == "none" for face in image.faces):
            meshes = reference.find(pixels)
        for face in image.faces:
            points = face.key_points
            near = [one for one in meshes if one.box.intersection_over_union(face.box) >= FOUND]
            if face.label == "none" and near:
                points = tuple(map(tuple, key_points(near[0].landmarks).tolist()))
            _measure_points(figures, face, points, found)
    return figures


def _count(figures: Figures, image: AnnotatedImage, found: Sequence[FoundFace]) -> None:
    sure = [one for one in found if one.score >= SURE]
    for face in image.faces:
        if face.label is None:
            continue
        name = face.wear_state or face.label
        if face.box.width >= WHOLE * image.width and face.box.height >= WHOLE * image.height:
            name = "the box is the picture"
        overlaps = [one.box.intersection_over_union(face.box) for one in found]
        figures.faces[name] += 1
        if max(overlaps, default=0.0) >= FOUND:
            figures.found[name] += 1
            figures.overlaps.append(max(overlaps))
        else:
            figures.misses.append((image.path, face.box, f"{name} {max(overlaps, default=0):.2f}"))
        figures.near += max(overlaps, default=0.0) >= FALSE
        figures.sure[name] += any(one.box.intersection_over_union(face.box) >= FOUND for one in sure)
    figures.given += len(sure)
    taken: set[int] = set()
    for one in sure:
        overlaps = [one.box.intersection_over_union(face.box) for face in image.faces]
        best = int(np.argmax(overlaps)) if overlaps else -1
        if best < 0 or overlaps[best] < FALSE or best in taken:
            figures.false += 1
            figures.inventions.append((image.path, one.box, f"{one.score:.2f}"))
        else:
            taken.add(best)


def _measure_points(
    figures: Figures,
    face: AnnotatedFace,
    points: Sequence[tuple[float, float]],
    found: Sequence[FoundFace],
) -> None:
    same = [one for one in found if one.points and one.box.intersection_over_union(face.box) >= FOUND]
    if len(points) != 5 or not same:
        return
    true, said = np.array(points), np.array(same[0].points)
    apart = max(float(np.linalg.norm(true[1] - true[0])), EYES_APART * face.box.height)
    errors = np.linalg.norm(said - true, axis=1) / apart
    figures.eye_errors += errors[:2].tolist()
    figures.point_errors += errors.tolist()
