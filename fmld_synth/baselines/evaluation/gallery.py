"""The worst mistakes on one sheet: what a model is surest of and wrong about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from fmld_synth.baselines.data.cutting import cut_face
from fmld_synth.baselines.evaluation.judged import ClassifiedFaces, JudgedScene
from fmld_synth.baselines.evaluation.matching import IGNORED, match
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import Margin
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.sheets import Tile, draw_sheet

SHOWN, COLUMNS, SIDE = 48, 8, 170
AROUND_DETECTIONS: Margin = (0.3, 0.3, 0.3)
"""Enough to see what it is that was taken for a face."""
NO_FACE, NOTHING = "no face", "nothing found"


class Mistake(NamedTuple):
    """One mistake.

    path, name: of the image.
    box: what to show of it, in pixels.
    true, said: class names, or ``no face`` and ``nothing found``.
    probability: how sure the model is, 0 to 1.
    """

    path: Path
    name: str
    box: Box
    true: str
    said: str
    probability: float


def classification_mistakes(judged: ClassifiedFaces, classes: Sequence[str]) -> list[Mistake]:
    """Faces that are taken for another class, the surest first."""
    predicted, sure = judged.probabilities.argmax(axis=1), judged.probabilities.max(axis=1)
    return _surest_first(
        Mistake(face.path, face.name, face.box, classes[face.label], classes[said], float(probability))
        for face, said, probability in zip(judged.faces, predicted, sure, strict=True)
        if said != face.label
    )


def detection_mistakes(
    scenes: Iterable[JudgedScene], classes: Sequence[str], confidence: float
) -> list[Mistake]:
    """Detections of the wrong class and false alarms, the surest first; then faces that are missed."""
    wrong, missed = [], []
    for scene in scenes:
        matched = match(scene, confidence)
        names = [*(classes[label] for label in scene.labels), NO_FACE]  # the background's number is -1
        for row, face in enumerate(matched.tolist()):
            said = classes[scene.found.labels[row]]
            if face != IGNORED and names[face] != said:
                box = _in_pixels(scene.found.boxes[row].tolist(), scene.size)
                wrong.append(
                    Mistake(scene.path, scene.name, box, names[face], said, float(scene.found.scores[row]))
                )
        for face in sorted(set(range(len(scene.labels))) - set(matched.tolist())):
            box = _in_pixels(scene.boxes[face].tolist(), scene.size)
            missed.append(Mistake(scene.path, scene.name, box, names[face], NOTHING, 0.0))
    return _surest_first([*wrong, *missed])


def portrait_mistakes(
    scenes: Iterable[JudgedScene], classes: Sequence[str], confidence: float
) -> list[Mistake]:
    """Pictures of one face whose surest detection is of another class, the surest first; then those without."""
    mistakes = []
    for scene in scenes:
        true, whole = classes[scene.labels[0]], Box(0.0, 0.0, *map(float, scene.size))
        if not len(scene.found.scores) or scene.found.scores[0] < confidence:
            mistakes.append(Mistake(scene.path, scene.name, whole, true, NOTHING, 0.0))
        elif (said := classes[scene.found.labels[0]]) != true:
            box = _in_pixels(scene.found.boxes[0].tolist(), scene.size)
            mistakes.append(Mistake(scene.path, scene.name, box, true, said, float(scene.found.scores[0])))
    return _surest_first(mistakes)


def draw_gallery(mistakes: Sequence[Mistake], margin: Margin) -> ByteArray:
    """The first mistakes with their true and predicted classes below: uint8 (height, width, 3), RGB.

    Args:
        mistakes: at least one.
        margin: room around their boxes; for a classifier the one it was given the faces with.
    """
    return draw_sheet([_tile(mistake, margin) for mistake in mistakes[:SHOWN]], COLUMNS, SIDE)


def _tile(mistake: Mistake, margin: Margin) -> Tile:
    sure = f" {mistake.probability:.3f}" if mistake.probability else ""
    picture = cut_face(read_photograph(mistake.path).image, mistake.box, margin)
    return Tile(picture, (f"is {mistake.true}", f"said {mistake.said}{sure}", mistake.path.name))


def _surest_first(mistakes: Iterable[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=lambda mistake: (-mistake.probability, mistake.name, mistake.box))


def _in_pixels(corners: Sequence[float], size: tuple[int, int]) -> Box:
    left, top, right, bottom = corners
    width, height = size
    return Box(left * width, top * height, (right - left) * width, (bottom - top) * height)
