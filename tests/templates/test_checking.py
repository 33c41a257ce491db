from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fmld_synth.templates.checking import check_template
from fmld_synth.templates.description import as_toml, read_description
from fmld_synth.templates.library import library_folder


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_folder() / "kn95", tmp_path / "kn95"))


def test_what_cannot_be_loaded_is_one_problem(tmp_path: Path) -> None:
    (problem,) = check_template(tmp_path / "nowhere")
    assert "no such folder" in problem


def test_a_texture_without_margin(copied: Path) -> None:
    texture = np.array(Image.open(copied / "texture.png"))
    texture[:, :, 3] = np.pad(texture[40:-40, :, 3], ((0, 80), (0, 0)))
    texture[:60, 300:900, 3] = 255
    Image.fromarray(texture).save(copied / "texture.png")
    assert any("texture.png: touches the picture's edge" in problem for problem in check_template(copied))


def test_ink_weights_that_sum_to_too_much(copied: Path) -> None:
    texture = np.array(Image.open(copied / "texture.png"))
    texture[500, 500, :3] = (200, 100, 0)
    Image.fromarray(texture).save(copied / "texture.png")
    (problem,) = check_template(copied)
    assert "R + G + B reach 300" in problem


def test_fields_that_do_not_fit_the_texture(copied: Path) -> None:
    path = copied / "template.toml"
    held = read_description(path)
    wrong = held.model_copy(
        update={
            "shape": held.shape.model_copy(update={"height": 1.0}),
            "anchors": held.anchors.model_copy(
                update={
                    "top_center": (0.5, 0.5),
                    "top_left": held.anchors.top_right,
                    "top_right": held.anchors.top_left,
                }
            ),
        }
    )
    path.write_text(as_toml(wrong), encoding="utf-8")
    problems = check_template(copied)
    assert len(problems) == 3
    assert "field shape.height: 1.0 does not fit" in problems[0]
    assert "field anchors.top_center: lies" in problems[1]
    assert "field anchors.top_left: is not left of top_right" in problems[2]
