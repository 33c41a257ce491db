from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fmld_synth.errors import UserError
from fmld_synth.templates.library import (
    find_templates,
    library_folder,
    list_templates,
    load_description,
    load_template,
)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of a bundled template that a test may break."""
    return Path(shutil.copytree(library_folder() / "kn95", tmp_path / "kn95"))


def test_loading_twice_shares_the_arrays_and_keeps_them_from_being_changed() -> None:
    template = load_template("kn95")
    assert load_template("kn95") is template
    with pytest.raises(ValueError, match="read-only"):
        template.texture[0, 0] = 1


def test_a_path_and_a_name_load_the_same_content() -> None:
    by_path = load_template(str(library_folder() / "kn95"))
    assert by_path.sha256 == load_template("kn95").sha256
    assert len(by_path.sha256) == 64


def test_each_file_enters_the_hash(copied: Path) -> None:
    relief = np.array(Image.open(copied / "relief.png"))
    Image.fromarray(255 - relief).save(copied / "relief.png")
    assert load_template(copied).sha256 != load_template("kn95").sha256


def test_without_relief_the_surface_is_flat(copied: Path) -> None:
    (copied / "relief.png").unlink()
    assert (load_template(copied).relief == 128).all()


def test_an_earlier_library_wins(copied: Path) -> None:
    assert list_templates([copied.parent]) == ["kn95"]
    folders = [copied.parent, library_folder()]
    assert load_description("kn95", folders) == load_description("kn95")
    assert len(list_templates(folders)) == len(list_templates([library_folder()]))


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UserError, match="unknown template 'kn96'; did you mean kn95"):
        load_template("kn96")


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("kn95", ["kn95"]),
        ("cup", ["half_face_cartridges", "half_face_discs", "n95_cup", "n95_cup_valve"]),
        ("kn95*, kn95", ["kn95", "kn95_valve"]),
        ("n95_cup_valve,cup", ["n95_cup_valve", "half_face_cartridges", "half_face_discs", "n95_cup"]),
    ],
)
def test_selections(selection: str, expected: list[str]) -> None:
    assert find_templates(selection) == expected


def test_all_selects_all() -> None:
    assert find_templates("all") == list_templates()


def test_a_selection_may_hold_a_path(copied: Path) -> None:
    assert find_templates(f"cup,{copied}")[-3:] == ["n95_cup", "n95_cup_valve", str(copied)]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        ("surgica", "unknown family or template 'surgica'; did you mean surgical"),
        ("zz*", "unknown family or template 'zz\\*'. Valid: "),
        (" , ", "no template is selected"),
    ],
)
def test_selections_that_match_nothing(selection: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        find_templates(selection)


def _edit(folder: Path, before: str, after: str) -> None:
    path = folder / "template.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "stiffness = 0.75",
            "stiffness = 7",
            "template.toml: field shape.stiffness: .*less than or equal to 1",
        ),
        ("stiffness = 0.75\n", "", "template.toml: field shape.stiffness: Field required; add it"),
        ("stiffness =", "stifness =", "remove it or correct its spelling|add it"),
        ('family = "fold_flat"', 'family = "hat"', "template.toml: field family: .*correct its value"),
        ('name = "kn95"', 'name = "kn94"', "field name: is 'kn94' but the folder is called 'kn95'"),
        ("[shape]", "[shape", "template.toml: not valid TOML"),
    ],
)
def test_a_broken_description(copied: Path, before: str, after: str, message: str) -> None:
    _edit(copied, before, after)
    with pytest.raises(UserError, match=message) as caught:
        load_template(copied)
    assert "\n" not in str(caught.value)


def test_missing_files(copied: Path) -> None:
    (copied / "texture.png").unlink()
    with pytest.raises(UserError, match=r"texture.png: missing"):
        load_template(copied)
    empty = copied / "empty"
    empty.mkdir()
    with pytest.raises(UserError, match=r"template.toml: missing"):
        load_template(empty)
    with pytest.raises(UserError, match="no such folder"):
        load_template(copied / "elsewhere")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("texture.png", b"not a picture", "texture.png: not a picture; save it as PNG"),
        ("relief.png", b"", "relief.png: not a picture"),
    ],
)
def test_broken_pictures(copied: Path, name: str, content: bytes, message: str) -> None:
    (copied / name).write_bytes(content)
    with pytest.raises(UserError, match=message):
        load_template(copied)


def test_a_truncated_texture(copied: Path) -> None:
    path = copied / "texture.png"
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UserError, match=r"texture.png: cannot be read .*save it again as PNG"):
        load_template(copied)


def test_pictures_of_the_wrong_kind_or_size(copied: Path) -> None:
    texture = Image.open(copied / "texture.png")
    texture.convert("RGB").save(copied / "texture.png")
    with pytest.raises(UserError, match=r"texture.png: its pixels are RGB, not RGBA; save it as RGBA"):
        load_template(copied)
    texture.save(copied / "texture.png")
    Image.new("L", (10, 10)).save(copied / "relief.png")
    with pytest.raises(UserError, match=r"relief.png: is 10 x 10 px but .*scale it to the same size"):
        load_template(copied)
