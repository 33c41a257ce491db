"""Pieces of HTML that several sections use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape


def figure(title: str, drawing: str, caption: str = "") -> str:
    """A drawing under its title; ``drawing`` is markup, the rest is text."""
    below = f'<p class="quiet">{escape(caption)}</p>' if caption else ""
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawing}{below}</figure>"


def legend(names: Iterable[str], tones: Mapping[str, str]) -> str:
    """Names with a spot of the color class that ``tones`` gives each."""
    items = "".join(f"<li>{spot(tones[name])} {escape(name)}</li>" for name in names)
    return f'<ul class="legend">{items}</ul>'


def spot(tone: str) -> str:
    """A small square in the color of a CSS class."""
    return f'<svg class="key" aria-hidden="true"><rect class="{tone}" width="100%" height="100%"/></svg>'


def gallery_link(column: str, value: str) -> str:
    """A name that shows the pictures behind it in the gallery."""
    return f'<a href="#gallery" data-filter="{column}={escape(value)}">{escape(value)}</a>'


def many(number: int, thing: str) -> str:
    """Such as ``1 fault`` or ``1,200 faults``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def in_order(names: Iterable[str], order: Iterable[str]) -> list[str]:
    """Sorted as in ``order``, then by name."""
    places = {name: place for place, name in enumerate(order)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))
