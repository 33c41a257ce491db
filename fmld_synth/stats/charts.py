"""Charts as inline SVG. Colors come from CSS classes, so that a page's theme decides them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from fmld_synth.stats.histogram import Histogram

WIDTH, HEIGHT = 420, 140
LEFT, RIGHT, TOP, BOTTOM = 6, 6, 8, 20
"""Margins of a chart; the bottom one holds the axis' labels."""
MOST_TICKS = 7


class Part(NamedTuple):
    """One part of a bar.

    name, number: what it is and how many.
    tone: CSS class that colors it.
    fill: a color of its own, as #rrggbb, instead.
    """

    name: str
    number: int
    tone: str = "tone-accent"
    fill: str | None = None


def stacked_bar(parts: Sequence[Part], most: int | None = None, label: str = "") -> str:
    """A horizontal bar of parts side by side.

    Args:
        parts: those of number 0 are left out.
        most: the number that fills the whole width; by default the parts do.
        label: tells a screen reader what is shown.
    """
    total = sum(part.number for part in parts)
    whole, left, drawn = most or total or 1, 0.0, []
    for part in parts:
        if part.number == 0:
            continue
        width = 100 * part.number / whole
        color = f'fill="{escape(part.fill)}" class="inked"' if part.fill else f'class="{part.tone}"'
        title = f"{part.name}: {part.number:,} ({part.number / total:.1%})"
        drawn.append(
            f'<rect x="{left:.3f}%" width="{width:.3f}%" height="100%" {color}>'
            f"<title>{escape(title)}</title></rect>"
        )
        left += width
    return (
        f'<svg class="bar" role="img" aria-label="{escape(label or _spoken(parts))}">{"".join(drawn)}</svg>'
    )


def histogram_chart(
    histogram: Histogram,
    label: str,
    *,
    ticks: Sequence[float] | None = None,
    unit: str = "",
    limits: tuple[float, float] | None = None,
    equal_bins: bool = False,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    tone: str = "tone-accent",
) -> str:
    """A histogram.

    Args:
        histogram: what to draw.
        label: tells a screen reader what is shown.
        ticks: values to write on the axis; by default some of the edges.
        unit: is written behind each tick.
        limits: inclusive bounds, drawn as a band behind the bars.
        equal_bins: draw bins of different widths equally wide.
        size: width and height of the drawing.
        tone: CSS class that colors the bars.
    """
    width, height = size
    axis = _Axis(histogram.edges, width, equal_bins)
    floor, most = height - BOTTOM, max(histogram.counts) or 1
    drawn = [_band(axis, limits, floor)] if limits else []
    for low, high, count in zip(histogram.edges, histogram.edges[1:], histogram.counts, strict=False):
        if count:
            # A single picture must still be seen.
            tall = max((floor - TOP) * count / most, 1.5)
            left, wide = axis.place(low), axis.place(high) - axis.place(low)
            title = f"{number(low)} to {number(high)}{unit}: {count:,}"
            drawn.append(
                f'<rect class="{tone}" x="{left + 0.5:.2f}" y="{floor - tall:.2f}" '
                f'width="{max(wide - 1, 1):.2f}" height="{tall:.2f}"><title>{escape(title)}</title></rect>'
            )
    drawn.append(axis.drawn(floor, ticks, unit))
    return _chart(size, label, drawn)


def outlines_chart(
    histograms: Mapping[str, tuple[Histogram, str]], label: str, *, ticks: Sequence[float], unit: str = ""
) -> str:
    """Several histograms as outlines over each other, each scaled to the same area.

    Args:
        histograms: by name, each with the CSS class of its color; they share their edges.
        label: tells a screen reader what is shown.
        ticks: values to write on the axis.
        unit: is written behind each tick.
    """
    shown = {name: value for name, value in histograms.items() if value[0].total}
    floor = HEIGHT - BOTTOM
    edges = next(iter(histograms.values()))[0].edges
    axis = _Axis(edges, WIDTH, False)
    peak = max((max(one.counts) / one.total for one, _ in shown.values()), default=1.0)
    drawn = []
    for name, (one, tone) in shown.items():
        points = [(axis.place(edges[0]), float(floor))]
        for low, high, count in zip(edges, edges[1:], one.counts, strict=False):
            level = floor - (floor - TOP) * count / one.total / peak
            points += [(axis.place(low), level), (axis.place(high), level)]
        points.append((axis.place(edges[-1]), float(floor)))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(
            f'<polyline class="outline {tone}" points="{path}"><title>{escape(name)}</title></polyline>'
        )
    drawn.append(axis.drawn(floor, ticks, unit))
    return _chart((WIDTH, HEIGHT), label, drawn)


class _Axis:
    """Where values lie across a chart."""

    def __init__(self, edges: Sequence[float], width: int, equal_bins: bool) -> None:
        self._edges, self._width, self._equal_bins = edges, width, equal_bins

    def place(self, value: float) -> float:
        """Of one of the edges, or with bins to scale of any value, in units of the drawing."""
        if self._equal_bins:
            share = self._edges.index(value) / (len(self._edges) - 1)
        else:
            share = (value - self._edges[0]) / (self._edges[-1] - self._edges[0])
        return LEFT + min(max(share, 0.0), 1.0) * (self._width - LEFT - RIGHT)

    def drawn(self, floor: int, ticks: Sequence[float] | None, unit: str) -> str:
        """The line and its labels."""
        if ticks is None:
            ticks = self._edges[:: math.ceil(len(self._edges) / MOST_TICKS)]
        line = f'<line class="axis" x1="{LEFT}" x2="{self._width - RIGHT}" y1="{floor}" y2="{floor}"/>'
        labels = []
        for tick in ticks:
            x = self.place(tick)
            # Labels at the ends would run out of the drawing.
            anchor = "start" if x < LEFT + 8 else "end" if x > self._width - RIGHT - 8 else "middle"
            labels.append(
                f'<text x="{x:.1f}" y="{floor + 14}" text-anchor="{anchor}">{number(tick)}{unit}</text>'
            )
        return line + "".join(labels)


def _band(axis: _Axis, limits: tuple[float, float], floor: int) -> str:
    left, right = (axis.place(value) for value in limits)
    # Limits may coincide: "exactly 0" must still be seen.
    wide = max(right - left, 3)
    left = min(left, axis.place(float("inf")) - wide)
    return f'<rect class="band" x="{left:.2f}" y="0" width="{wide:.2f}" height="{floor}"/>'


def _chart(size: tuple[int, int], label: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{escape(label)}">'
        f"{''.join(drawn)}</svg>"
    )


def number(value: float) -> str:
    """As people write it, with a true minus sign."""
    return f"{value:g}".replace("-", "−")


def _spoken(parts: Sequence[Part]) -> str:
    return ", ".join(f"{part.name} {part.number:,}" for part in parts if part.number)
