"""The canvas of prints: what is drawn of motifs, in which order, up to the edge of the cloth."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.shapes import circle

WHITE: Color = (255, 255, 255)
RED: Color = (200, 0, 0)
BLUE: Color = (0, 0, 200)
SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])


def canvas() -> Canvas:
    """20 by 10 cm, motifs of 1 cm, 40 pixels a centimeter, origin in the middle."""
    return Canvas(400, 800, (20.0, 10.0), 1.0, 0.0, (0.0, 0.0), WHITE)


def color_at(drawn: Canvas, x: float, y: float) -> Color:
    red, green, blue = drawn.raster()[round(200 + 40 * y), round(400 + 40 * x)].tolist()
    return red, green, blue


def test_each_motif_lies_whole_over_those_before_it() -> None:
    drawn = canvas()
    squares = SQUARE + np.array([[[0.0, 0.0]], [[1.5, 0.0]]])
    drawn.motifs(
        drawn.polygon_parts(squares, [RED, RED]),
        drawn.disc_parts([(0.9, 0.0), (1.5, 0.0)], [0.5, 0.2], [BLUE, BLUE]),
    )
    assert color_at(drawn, 0.45, 0) == BLUE
    assert color_at(drawn, 0.9, 0) == RED  # of the second motif, over the disc of the first
    assert color_at(drawn, 1.5, 0) == BLUE


def test_a_line_beside_the_cloth_is_seen_where_its_width_reaches_in() -> None:
    beside = np.array([[[-9.0, -5.1], [9.0, -5.1]], [[-9.0, 5.8], [9.0, 5.8]]])
    drawn = canvas()
    drawn.lines(beside, 1.0, RED)
    assert color_at(drawn, 0, -4.8) == RED
    assert color_at(drawn, 0, -4.4) == WHITE
    assert color_at(drawn, 0, 4.9) == WHITE


def test_strokes_of_any_length_are_lines_one_after_the_other() -> None:
    lines = [
        np.array([[-3.0, 0.0], [3.0, 0.5]]),
        circle(9) * 2.0,
        np.array([[0.0, -3.0], [0.2, 3.0], [4.0, 4.0]]),
    ]
    colors = [RED, RED, BLUE]
    together, apart = canvas(), canvas()
    together.strokes(np.concatenate(lines), [len(line) for line in lines], 0.2, colors)
    for line, color in zip(lines, colors, strict=True):
        apart.line(line, 0.2, color)
    np.testing.assert_array_equal(together.raster(), apart.raster())
    assert (together.raster() != WHITE).any()


def test_pixels_are_colored_by_number() -> None:
    drawn = canvas()
    x, _ = drawn.coordinates
    drawn.color_by((x > 0).astype(np.int64), [RED, BLUE])
    assert (color_at(drawn, -5, 0), color_at(drawn, 5, 0)) == (RED, BLUE)
