from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.templates.colors import PAPER, inked, parse_hex, select_colorways
from fmld_synth.templates.library import load_description, load_template
from fmld_synth.templates.template import Colorway, Template
from tests.plain_pictures import PlainPictures

COLORWAY = Colorway(name="test", primary="#ff0000", secondary="#00c800", trim="#000064", strap="#ffffff")


def _template(pixels: list[tuple[int, int, int, int]], artwork: str = "inks") -> Template:
    description = load_description("kn95").model_copy(update={"artwork": artwork})
    texture = np.array([pixels], dtype=np.uint8)
    pictures = PlainPictures(texture, np.full(texture.shape[:2], 128, np.uint8))
    return Template(description, pictures, "0" * 64)


def test_parse_hex() -> None:
    assert parse_hex("#0a80FF") == (10, 128, 255)


@pytest.mark.parametrize("wrong", ["red", "#12345", "#1234567", ""])
def test_parse_hex_refuses(wrong: str) -> None:
    with pytest.raises(UserError, match="write it as #rrggbb"):
        parse_hex(wrong)


def test_known_weights_give_known_colors() -> None:
    pixels = [(255, 0, 0, 255), (0, 255, 0, 7), (0, 0, 255, 0), (51, 204, 0, 255), (0, 0, 0, 255)]
    colors = inked(_template(pixels), COLORWAY)[0].tolist()
    assert colors == [
        [255, 0, 0, 255],
        [0, 200, 0, 7],
        [0, 0, 100, 0],
        [51, 160, 0, 255],
        [*parse_hex(PAPER), 255],
    ]


def test_a_picture_is_tinted_by_the_primary_color() -> None:
    pixels = [(200, 100, 50, 255)]
    assert inked(_template(pixels, "picture"), COLORWAY)[0].tolist() == [[200, 0, 0, 255]]
    white = COLORWAY.model_copy(update={"primary": "#ffffff"})
    assert inked(_template(pixels, "picture"), white)[0].tolist() == [[200, 100, 50, 255]]


def test_the_template_itself_is_left_alone() -> None:
    template = load_template("kn95")
    before = template.texture.copy()
    inked(template, template.description.colorways[1])
    assert np.array_equal(template.texture, before)


def test_selected_colors_leave_out_templates_without_them() -> None:
    descriptions = [load_description(name) for name in ("surgical_pleated", "surgical_tie")]
    allowed = select_colorways(descriptions, "black, lilac")
    assert {name: [held.name for held in colors] for name, colors in allowed.items()} == {
        "surgical_pleated": ["black", "lilac"]
    }
    assert set(select_colorways(descriptions, None)) == {"surgical_pleated", "surgical_tie"}


def test_an_unknown_color_lists_the_valid_ones() -> None:
    with pytest.raises(UserError, match=r"unknown color .*'blak'; did you mean black\? Valid: .*mint"):
        select_colorways([load_description("surgical_pleated")], "blak")
