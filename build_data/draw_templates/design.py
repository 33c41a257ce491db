"""A finished design: the drawn canvas with its description, and how it is written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
from canvas import Canvas

from fmld_synth.templates.description import as_toml
from fmld_synth.templates.template import TemplateDescription


@dataclass(frozen=True)
class Design:
    """A template as drawn."""

    canvas: Canvas
    description: TemplateDescription


DESIGNS: dict[str, Callable[[], Design]] = {}


def design(function: Callable[[], Design]) -> Callable[[], Design]:
    """Register a function; it draws the template of its own name."""
    DESIGNS[function.__name__] = function
    return function


def colorways(*rows: str) -> list[dict[str, object]]:
    """Colorways from rows of ``name primary secondary trim strap weight``, colors without the leading #."""
    result: list[dict[str, object]] = []
    for row in rows:
        name, primary, secondary, trim, strap, weight = row.split()
        result.append(
            {
                "name": name,
                "primary": f"#{primary}",
                "secondary": f"#{secondary}",
                "trim": f"#{trim}",
                "strap": f"#{strap}",
                "weight": float(weight),
            }
        )
    return result


def finished(
    canvas: Canvas,
    *,
    name: str,
    title: str,
    family: str,
    corners: tuple[tuple[float, float], tuple[float, float]],
    center: tuple[float, float],
    shape: dict[str, float],
    straps: dict[str, object],
    fabric: dict[str, object],
    colors: list[dict[str, object]],
    weight: float = 1.0,
) -> Design:
    """Complete a drawing.

    Args:
        corners: the right upper and the right lower corner (x, y), drawn to the outline; the left ones are
            their mirror images.
        center: y of the upper and of the lower edge in the middle.
        shape, straps, fabric: fields of the description, without what the canvas knows itself.
    """
    (top_x, top_y), (bottom_x, bottom_y) = (canvas.nearest_on_outline(x, y) for x, y in corners)
    description = TemplateDescription.model_validate(
        {
            "name": name,
            "title": title,
            "family": family,
            "license": "Apache-2.0",
            "artwork": "inks",
            "weight": weight,
            "anchors": {
                "top_center": canvas.anchor(0, center[0]),
                "bottom_center": canvas.anchor(0, center[1]),
                "top_left": canvas.anchor(-top_x, top_y),
                "top_right": canvas.anchor(top_x, top_y),
                "bottom_left": canvas.anchor(-bottom_x, bottom_y),
                "bottom_right": canvas.anchor(bottom_x, bottom_y),
            },
            "shape": {"width": round(canvas.width, 3), "height": round(canvas.height, 3), **shape},
            "straps": straps,
            "fabric": {"relief": canvas.relief_span(), **fabric},
            "colorways": colors,
        }
    )
    return Design(canvas, description)


def write(drawn: Design, folder: Path) -> None:
    """Write ``template.toml``, ``texture.png`` and ``relief.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.toml").write_text(as_toml(drawn.description), encoding="utf-8", newline="\n")
    texture = cv2.cvtColor(drawn.canvas.texture_pixels(), cv2.COLOR_RGBA2BGRA)
    for name, pixels in (("texture.png", texture), ("relief.png", drawn.canvas.relief_pixels())):
        cv2.imwrite(str(folder / name), pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
