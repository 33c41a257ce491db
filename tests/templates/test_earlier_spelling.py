"""Templates and names that were spelled the British way are still understood, and one line says how they are now."""

from __future__ import annotations

import shutil

import pytest

from fmld_synth.templates.colors import select_colorways
from fmld_synth.templates.description import read_description
from fmld_synth.templates.earlier_spelling import american, current_name
from fmld_synth.templates.library import library_folder, load_description, load_template

EARLIER = {
    "colorways": "colourways",
    "license": "licence",
    "top_center": "top_centre",
    "bottom_center": "bottom_centre",
}


def _earlier(folder, tmp_path):
    copied = tmp_path / "kn95"
    shutil.copytree(folder, copied)
    text = (copied / "template.toml").read_text(encoding="utf-8")
    for now, before in EARLIER.items():
        text = text.replace(now, before)
    assert "[[colourways]]" in text and "top_centre" in text
    (copied / "template.toml").write_text(text, encoding="utf-8")
    return copied


def test_a_template_of_version_0_1_0_is_read(tmp_path, caplog):
    folder = _earlier(library_folder() / "kn95", tmp_path)
    assert read_description(folder / "template.toml") == load_description("kn95")
    assert load_template(folder).description == load_description("kn95")
    (first, *_) = caplog.messages
    assert "template.toml" in first and "colourways is colorways" in first and "\n" not in first


def test_templates_of_today_leave_no_remark(caplog):
    read_description(library_folder() / "kn95" / "template.toml")
    assert not caplog.messages


def test_colors_are_found_by_their_earlier_names(caplog):
    held = {colorway.name for colorway in load_description("kn95").colorways}
    assert "gray" in held
    for name in ("gray", "grey"):
        (chosen,) = select_colorways([load_description("kn95")], name)["kn95"]
        assert chosen.name == "gray"
    assert caplog.messages == ["grey is spelled gray now"]


@pytest.mark.parametrize(
    ("before", "now"), [("dark_grey", "dark_gray"), ("top_centre", "top_center"), ("black", "black")]
)
def test_spelling(before, now):
    assert american(before) == now


def test_a_name_of_ones_own_stays():
    assert current_name("my_grey", ["my_grey", "my_gray"]) == "my_grey"
    assert current_name("greyish", ["blue"]) == "greyish"
