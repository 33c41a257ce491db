"""What the numbers behind a class number mean in the text files of a YOLO set.

``x y width height`` alone is a box. More numbers are the outline of a mask or face, or landmarks behind the box, or
the confidence and the track number that a detector saved; only ``kpt_shape`` in ``data.yaml`` says which. Without
it, all lines of a set are looked at: landmarks lie inside the box that the first four numbers make, around its
center, while the first point of an outline is a corner of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

import cv2
import numpy as np

from fmld_synth.geometry import Box

OUTSIDE = 0.1
"""How far a landmark may lie outside its face's box, as a share of the box's sides; chosen by eye."""
MOST_LIKE_LANDMARKS, FEW_LIKE_LANDMARKS = 0.8, 0.2
"""From this share of lines on they are landmarks, up to that share outlines; what lies between is not decided. Faces
turned far have landmarks beside the center of their box, and outlines may be hollow."""
ABSENT, MOST = -0.5, 1.5
"""Numbers up to the first mark a landmark that is not seen; those from the second on are no shares of an image."""
CORNERS = 8
"""Numbers of an outline of four corners, which cannot be told from two landmarks; these hardly anybody has."""
VISIBILITIES = (0.0, 1.0, 2.0)


class Columns(Enum):
    """What follows the class number: a box (and perhaps more), or the points of an outline."""

    BOX = "box"
    OUTLINE = "outline"


class ColumnCount:
    """Looks at the lines of a set, to tell what their columns are.

    Args:
        kpt_shape: number of landmarks and of numbers each, where the set says so.
    """

    def __init__(self, kpt_shape: tuple[int, int] | None = None) -> None:
        self._kpt_shape = kpt_shape
        self._lines: Counter[int] = Counter()
        self._like_landmarks: Counter[int] = Counter()
        self._like_tracks: Counter[int] = Counter()
        self._beyond: set[int] = set()

    def add(self, values: Sequence[float]) -> None:
        """Count a line, given the numbers behind its class."""
        number = len(values)
        self._lines[number] += 1
        if self._kpt_shape is None and number > 4:
            self._like_landmarks[number] += looks_like_landmarks(values)
            self._like_tracks[number] += number == 6 and looks_like_track(values)
            if min(values) <= ABSENT or max(values) > MOST:
                self._beyond.add(number)

    def decided(self) -> dict[int, Columns | str]:
        """For each number of columns what they are, or why that cannot be told."""
        return {number: self._decide(number) for number in self._lines}

    def further(self) -> list[int]:
        """Numbers of columns that were taken for a box and more, without being told so."""
        if self._kpt_shape is not None:
            return []
        return sorted(n for n, columns in self.decided().items() if n > 4 and columns is Columns.BOX)

    def _decide(self, number: int) -> Columns | str:
        if number == 4:
            return Columns.BOX
        if self._kpt_shape is not None:
            points, each = self._kpt_shape
            if number == 4 + points * each:
                return Columns.BOX
            return f"expected a box and {points} landmarks of {each} numbers, as kpt_shape says"
        if number < 4:
            return "expected x, y, width and height, or the points of an outline, after the class"
        if number == 5:
            return Columns.BOX
        lengths = {one for one in self._lines if one >= 6}
        if number not in self._beyond and (number == CORNERS or (len(lengths) > 1 and number % 2 == 0)):
            return Columns.OUTLINE  # landmarks are equally many on all lines
        alike = self._like_tracks if number == 6 else self._like_landmarks
        share = alike[number] / self._lines[number]
        if share >= MOST_LIKE_LANDMARKS or (number in self._beyond and share > FEW_LIKE_LANDMARKS):
            return Columns.BOX
        if number % 2 == 0 and share <= FEW_LIKE_LANDMARKS and number not in self._beyond:
            return Columns.OUTLINE
        return (
            f"{number} numbers after the class may be a box with landmarks, or an outline; say how many landmarks of "
            "how many numbers follow the box, as kpt_shape: [5, 2] in data.yaml"
        )


def looks_like_track(values: Sequence[float]) -> bool:
    """Whether six numbers are a box with confidence and track number rather than a triangle."""
    *box, confidence, track = values
    return _is_box(box) and 0 <= confidence <= 1 and track == round(track) and track >= 0


def looks_like_landmarks(values: Sequence[float]) -> bool:
    """Whether a line is a box with landmarks inside: as x and y, or as x, y and visibility."""
    box, rest = values[:4], values[4:]
    if not _is_box(box):
        return False
    if min(rest) <= ABSENT:  # no outline has such numbers, and the center need not lie among what is left
        return any(_inside(box, points) for points in _points(rest))
    return any(_inside(box, points) and _surround_center(box, points) for points in _points(rest))


def outline_box(values: Sequence[float]) -> Box:
    """The box around the points of an outline, in the units of the points."""
    across, down = values[::2], values[1::2]
    return Box(min(across), min(down), max(across) - min(across), max(down) - min(down))


def _points(rest: Sequence[float]) -> Iterable[list[tuple[float, float]]]:
    """The visible points, by each way to read them."""
    if len(rest) % 3 == 0 and all(value in VISIBILITIES for value in rest[2::3]):
        yield [(x, y) for x, y, seen in zip(rest[::3], rest[1::3], rest[2::3], strict=True) if seen]
    if len(rest) % 2 == 0:
        yield [
            (x, y) for x, y in zip(rest[::2], rest[1::2], strict=True) if (x, y) != (0, 0) and min(x, y) >= 0
        ]


def _is_box(values: Sequence[float]) -> bool:
    """Whether four numbers may be a center and a size, as shares of an image."""
    x, y, width, height = values
    return 0 <= x <= 1 and 0 <= y <= 1 and 0 < width <= 1.05 and 0 < height <= 1.05


def _inside(box: Sequence[float], points: list[tuple[float, float]]) -> bool:
    """Whether all points lie in a box or a little outside."""
    x, y, width, height = box
    reach = 0.5 + OUTSIDE
    return all(abs(px - x) <= reach * width and abs(py - y) <= reach * height for px, py in points)


def _surround_center(box: Sequence[float], points: list[tuple[float, float]]) -> bool:
    """Whether the center of a box lies among the points, as far as there are enough to tell."""
    x, y = box[:2]
    if len(points) < 3:
        return True
    hull = cv2.convexHull(np.array(points, np.float32))
    return cv2.pointPolygonTest(hull, (x, y), measureDist=False) > 0
