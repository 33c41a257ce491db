"""Checking that a template folder meets what the engine relies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.templates.library import DESCRIPTION, load_template
from fmld_synth.templates.outline import distance_to_outline, outline_points, outline_problems
from fmld_synth.templates.pictures import TEXTURE
from fmld_synth.templates.template import Anchors, Template

ANCHOR_TOLERANCE = 0.03
"""Distance of an anchor to the outline, in widths and heights of the texture: farther off, edges sit visibly wrong."""
ASPECT_TOLERANCE = 0.1
"""Share by which the height may differ from what width and picture say; more distorts the artwork visibly."""
_WHOLE = 255
"""Sum of the three ink weights of a pixel that is all ink."""


def check_template(path: Path) -> list[str]:
    """What is wrong with a template's folder, one line each with the remedy; empty when it is sound."""
    try:
        template = load_template(path)
    except UserError as error:
        return [str(error)]
    texture = path / TEXTURE
    problems = [f"{texture}: {problem}" for problem in outline_problems(template.texture[..., 3])]
    if problems:
        return problems
    return [*_ink_problems(template, texture), *_description_problems(template, path / DESCRIPTION)]


def _ink_problems(template: Template, texture: Path) -> Iterator[str]:
    inks = template.texture[..., :3].sum(axis=2, dtype=int)[template.texture[..., 3] > 0]
    if template.description.artwork == "inks" and inks.max() > _WHOLE:
        yield f"{texture}: R + G + B reach {inks.max()}; ink weights may sum to {_WHOLE} at most"


def _description_problems(template: Template, description: Path) -> Iterator[str]:
    shape, (rows, columns) = template.description.shape, template.size
    expected = shape.width * rows / columns
    if abs(shape.height / expected - 1) > ASPECT_TOLERANCE:
        yield (
            f"{description}: field shape.height: {shape.height} does not fit the texture's "
            f"{columns} x {rows} px; it should be about {expected:.2f}"
        )
    contour = outline_points(template.texture[..., 3])
    anchors = template.description.anchors
    for name in Anchors.model_fields:
        distance = distance_to_outline(getattr(anchors, name), contour)
        if distance > ANCHOR_TOLERANCE:
            yield (
                f"{description}: field anchors.{name}: lies {distance:.0%} of the texture off the outline; "
                "move it onto the outline"
            )
    for left, right in (("top_left", "top_right"), ("bottom_left", "bottom_right")):
        if getattr(anchors, left)[0] >= getattr(anchors, right)[0]:
            yield f"{description}: field anchors.{left}: is not left of {right}; exchange the two"
    for upper, lower in (
        ("top_center", "bottom_center"),
        ("top_left", "bottom_left"),
        ("top_right", "bottom_right"),
    ):
        if getattr(anchors, upper)[1] >= getattr(anchors, lower)[1]:
            yield f"{description}: field anchors.{upper}: is not above {lower}; exchange the two"
