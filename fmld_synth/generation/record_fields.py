"""How records hold what other modules compute: boxes, key points and colours."""

from __future__ import annotations

from fmld_synth.dataset.records import BoxInPixels, Colours
from fmld_synth.faces.face import Face
from fmld_synth.faces.regions import key_points
from fmld_synth.generation.template_choice import Chosen
from fmld_synth.geometry import Box


def in_pixels(box: Box) -> BoxInPixels:
    """A box as records hold it, rounded to hundredths of a pixel."""
    return round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2)


def exactly(box: Box) -> BoxInPixels:
    """A box as records hold it, unrounded: what depends on it can be computed again."""
    return box.x, box.y, box.width, box.height


def key_points_of(face: Face) -> tuple[tuple[float, float], ...]:
    """The five key points as records hold them, rounded to hundredths of a pixel."""
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in key_points(face.landmarks))


def colours_of(chosen: Chosen) -> Colours:
    """The inks of a drawn template."""
    inks = chosen.template.colourway(chosen.colourway)
    return Colours(primary=inks.primary, secondary=inks.secondary, trim=inks.trim, strap=inks.strap)
