"""Charts: well-formed drawings with bars where the numbers are."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.stats.charts import LEFT, RIGHT, WIDTH, Part, histogram_chart, outlines_chart, stacked_bar
from fmld_synth.stats.histogram import Histogram


def filled(values, edges):
    histogram = Histogram(edges)
    for value in values:
        histogram.add(value)
    return histogram


def rectangles(drawing):
    return [child for child in ElementTree.fromstring(drawing).iter() if child.tag == "rect"]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8))
def test_the_parts_of_a_bar_fill_it_side_by_side(numbers):
    parts = rectangles(stacked_bar([Part(f"part {place}", number) for place, number in enumerate(numbers)]))
    assert len(parts) == sum(number > 0 for number in numbers)
    end = 0.0
    for part in parts:
        assert float(part.get("x").rstrip("%")) == pytest.approx(end, abs=0.01)
        end += float(part.get("width").rstrip("%"))
    assert not parts or end == pytest.approx(100, abs=0.01)


def test_a_bar_names_its_parts_to_eyes_and_screen_readers():
    drawing = ElementTree.fromstring(stacked_bar([Part("a < b", 3), Part("c", 1)]))
    assert drawing.get("aria-label") == "a < b 3, c 1"
    assert drawing[0][0].text == "a < b: 3 (75.0%)"


def test_a_bar_may_leave_room():
    (part,) = rectangles(stacked_bar([Part("a", 1)], most=4))
    assert part.get("width") == "25.000%"


def test_bars_stand_where_their_values_are_and_single_ones_are_seen():
    drawing = histogram_chart(filled([0.1] * 1000 + [9.5], range(11)), "values")
    first, last = rectangles(drawing)
    assert float(first.get("x")) == pytest.approx(LEFT + 0.5)
    assert float(last.get("x")) == pytest.approx(LEFT + 0.9 * (WIDTH - LEFT - RIGHT) + 0.5, abs=0.01)
    assert float(last.get("height")) >= 1.5
    assert float(first.get("height")) > 100 * float(last.get("height")) / 3


@pytest.mark.parametrize(
    ("limits", "left", "width"),
    [((0.5, 1), 0.5, 0.5), ((0, 0), 0, 0), ((1, 1), 1, 0), ((0.25, float("inf")), 0.25, 0.75)],
)
def test_the_band_spans_the_limits_and_never_vanishes(limits, left, width):
    band = rectangles(histogram_chart(filled([0.5], (0, 0.5, 1)), "coverage", limits=limits))[0]
    across = WIDTH - LEFT - RIGHT
    assert band.get("class") == "band"
    assert float(band.get("width")) == pytest.approx(max(width * across, 3), abs=0.01)
    assert LEFT - 0.01 <= float(band.get("x")) <= LEFT + left * across + 0.01
    assert float(band.get("x")) + float(band.get("width")) <= WIDTH - RIGHT + 0.01


def test_bins_of_different_width_may_be_drawn_equally_wide():
    drawing = histogram_chart(filled([10, 300], (0, 64, 512)), "sizes", ticks=(64,), equal_bins=True)
    assert len({bar.get("width") for bar in rectangles(drawing)}) == 1


def test_outlines_are_scaled_to_their_own_number():
    edges = range(4)
    drawing = outlines_chart(
        {"few": (filled([0, 1], edges), "tone-0"), "many": (filled([0, 1] * 50, edges), "tone-1")},
        "two classes",
        ticks=(0, 3),
    )
    few, many = (child.get("points") for child in ElementTree.fromstring(drawing) if child.tag == "polyline")
    assert few == many


def test_negative_ticks_have_a_minus_sign():
    assert ">−30°<" in histogram_chart(filled([0], (-30, 0, 30)), "yaw", ticks=(-30, 0), unit="°")
