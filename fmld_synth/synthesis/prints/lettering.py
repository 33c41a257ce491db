"""Prints of writing in glyphs that belong to no script: all over, as a line of words, as a badge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles
from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.palettes import Palette, luma
from fmld_synth.synthesis.prints.shapes import circle, heart, scattered, star, turned

_NODES = np.array([[x, y] for y in (0.0, 0.5, 1.0) for x in (0.0, 0.3, 0.6)])
"""Where strokes of a glyph may turn: three columns, three rows; height 1."""
_STROKES = (2, 4)
"""Least and most strokes of a glyph."""
_ADVANCE = 0.85
"""From glyph to glyph of a word, as a share of their height."""
_SIZE = 0.62
"""Height of a glyph that stands alone, in motifs."""
Glyph = list[Doubles]
"""Strokes (k, 2) within 0.6 by 1, straight or round."""


def _alphabet(generator: np.random.Generator, letters: int) -> list[Glyph]:
    """Glyphs drawn by chance."""
    glyphs = []
    for _ in range(letters):
        strokes = []
        for _ in range(int(generator.integers(*_STROKES, endpoint=True))):
            if generator.random() < 0.3:
                middle = (0.3, 0.25 if generator.random() < 0.5 else 0.75)
                arc = circle(20)[int(generator.integers(20)) :][: int(generator.integers(9, 20))]
                strokes.append(arc * (0.28, 0.24) + middle)
            else:
                strokes.append(_NODES[generator.permutation(9)[: int(generator.integers(2, 4))]])
        glyphs.append([stroke for stroke in strokes if len(stroke) > 1])
    return glyphs


def _write(
    canvas: Canvas, glyphs: Sequence[Glyph], corners: Doubles, height: float, weight: float, color: Color
) -> None:
    """Write glyphs whose upper left corners lie at ``corners`` (n, 2)."""
    strokes = [stroke for glyph in glyphs for stroke in glyph]
    if not strokes:  # glyphs that chance left empty
        return
    of_points = np.repeat(corners, [sum(map(len, glyph)) for glyph in glyphs], axis=0)
    points = np.concatenate(strokes) * height + of_points
    canvas.strokes(points, [len(stroke) for stroke in strokes], weight * height, [color] * len(strokes))


def _word(glyphs: int, middle: npt.ArrayLike, height: float) -> Doubles:
    """Upper left corners (glyphs, 2) of glyphs in a line whose middle is given."""
    advance = height * _ADVANCE
    left = np.arange(glyphs) * advance - (glyphs * advance) / 2
    corners: Doubles = np.stack([left, np.full(glyphs, -height / 2)], axis=-1) + np.asarray(middle)
    return corners


def letters(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Single glyphs all over, upright or tumbling."""
    alphabet = _alphabet(generator, 9)
    tumble, weight = float(generator.choice([0.0, 0.4, 3.0])), float(generator.uniform(0.08, 0.2))
    inks = palette[1 : 1 + int(generator.integers(1, 5))]
    places = scattered(generator, canvas.extent, 1.0, 0.12, 0.3)
    strokes, turns, colors, of_stroke = [], [], [], []
    for index in range(len(places)):
        glyph = alphabet[int(generator.integers(len(alphabet)))]
        turns.append(float(generator.uniform(-tumble, tumble)))
        strokes += glyph
        colors += [inks[int(generator.integers(len(inks)))]] * len(glyph)
        of_stroke += [index] * len(glyph)
    lengths = [len(stroke) for stroke in strokes]
    of_point = np.repeat(of_stroke, lengths)
    upright = np.concatenate(strokes) - (0.3, 0.5)
    points = turned(upright[:, None], np.array(turns)[of_point])[:, 0] * _SIZE + places[of_point]
    canvas.strokes(points, lengths, weight * _SIZE, colors)


def newsprint(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Lines of words all over, of several sizes."""
    alphabet = _alphabet(generator, 12)
    down = canvas.extent.top - 0.5
    while down < canvas.extent.bottom + 0.5:
        height = float(generator.choice([0.25, 0.3, 0.6]))
        across = canvas.extent.left - float(generator.uniform(0, 1))
        line: list[Glyph] = []
        corners = []
        while across < canvas.extent.right:
            word = generator.integers(12, size=int(generator.integers(2, 7))).tolist()
            length = len(word) * height * _ADVANCE
            line += [alphabet[index] for index in word]
            corners.append(_word(len(word), (across + length / 2, down), height))
            across += length + height * 0.7
        _write(canvas, line, np.concatenate(corners), height, 0.14, palette[1])
        down += height * 1.5


def words(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A line or two of words in the middle of the mask."""
    ink = _seen_on(palette)
    lines, weight = int(generator.choice([1, 1, 2, 3])), float(generator.uniform(0.1, 0.22))
    alphabet = _alphabet(generator, 10)
    height = float(generator.uniform(0.22, 0.4)) / (1 + 0.3 * (lines - 1))
    for line in range(lines):
        glyphs = [
            alphabet[int(index)] for index in generator.integers(10, size=int(generator.integers(3, 9)))
        ]
        place = (0.0, (line - (lines - 1) / 2) * height * 1.5)
        _write(canvas, glyphs, _word(len(glyphs), place, height), height, weight, ink)


def badge(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A small emblem at one side, or a large one in the middle: a shape, a ring, glyphs in it or below it."""
    large = generator.random() < 0.35
    place = (
        np.array([0.0, 0.0])
        if large
        else np.array(
            [generator.choice([-1.0, 1.0]) * generator.uniform(0.8, 1.3), generator.uniform(-0.3, 0.5)]
        )
    )
    size = float(generator.uniform(0.45, 0.75) if large else generator.uniform(0.14, 0.3))
    shape = (circle(32), star(5, 0.45), heart(), star(12, 0.8), circle(6), circle(4), star(3, 0.5))[
        int(generator.integers(7))
    ]
    ink, second = _seen_on(palette), palette[2]
    canvas.polygon(shape * size + place, ink)
    if generator.random() < 0.6:
        canvas.polygon(shape * size * 0.8 + place, palette[0])
        canvas.polygon(shape * size * 0.62 + place, second)
    alphabet = _alphabet(generator, int(generator.integers(1, 7)))
    below = generator.random() < 0.6
    height = size * (0.4 if below else 0.5)
    corners = _word(len(alphabet), np.add(place, (0, size * 1.4 if below else 0)), height)
    _write(canvas, alphabet, corners, height, 0.16, ink if below else palette[0])


def _seen_on(palette: Palette) -> Color:
    """The ink that differs most from the ground."""
    return max(palette[1:], key=lambda ink: abs(luma(ink) - luma(palette[0])))
