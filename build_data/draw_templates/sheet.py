"""Pictures for the documentation: all templates, and what a template is made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from fmld_synth.templates.preview_picture import picture, shaded
from fmld_synth.templates.template import Anchors, Template

COLUMNS, CELL, LABEL = 5, 260, 22
BACKGROUND, INK, MARK = (206, 212, 216), (40, 44, 48), (200, 30, 30)


def write_sheet(templates: Sequence[Template], path: Path) -> None:
    """Write one JPEG with every template, each in another of its colorways, with its name."""
    rows = -(-len(templates) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + LABEL)), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=13)
    for number, template in enumerate(templates):
        colorways = template.description.colorways
        drawn = Image.fromarray(picture(template, colorways[number % min(3, len(colorways))], width=480))
        drawn.thumbnail((CELL - 24, CELL - 16), Image.Resampling.LANCZOS)
        left, top = number % COLUMNS * CELL, number // COLUMNS * (CELL + LABEL)
        sheet.paste(drawn, (left + (CELL - drawn.width) // 2, top + (CELL - drawn.height) // 2 + 4), drawn)
        pen.text((left + CELL // 2, top + CELL + 8), template.name, INK, font, anchor="mm")
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=82, optimize=True)


def write_anatomy(template: Template, path: Path) -> None:
    """Write one JPEG with the texture, the relief and the anchors of a template side by side."""
    width, gap = 460, 16
    height = round(template.texture.shape[0] * width / template.texture.shape[1])
    lit = Image.fromarray(shaded(template, template.description.colorways[0]))
    panels = (
        ("texture.png: ink weights", Image.fromarray(template.texture)),
        ("relief.png: heights", Image.fromarray(template.relief)),
        ("anchors", lit),
    )
    sheet = Image.new("RGB", (len(panels) * (width + gap) + gap, height + LABEL + 2 * gap), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=14)
    for number, (label, panel) in enumerate(panels):
        left = gap + number * (width + gap)
        small = panel.resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (left, gap), small if small.mode == "RGBA" else None)
        pen.text((left + width // 2, height + gap + LABEL // 2 + 4), label, INK, font, anchor="mm")
    for name in Anchors.model_fields:
        u, v = getattr(template.description.anchors, name)
        x, y = left + u * width, gap + v * height
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), MARK)
        # Names stand on the inner side of their points.
        side = "l" if u < 0.4 else "r" if u > 0.6 else "m"
        pen.text((x, y + (20 if v < 0.5 else -20)), name, MARK, font, anchor=f"{side}m")
    sheet.save(path, quality=85, optimize=True)
