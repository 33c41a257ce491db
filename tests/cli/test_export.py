"""Exporting and applying overlays from the command line, with the real engine."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data
from typer.main import get_command

from fmld_synth.cli import main
from fmld_synth.dataset.exporting import EXPORTERS
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.overlays.export import DESCRIBING_FILES
from tests.making_sets import contents

GUIDE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def call(*arguments: object) -> int:
    """Run the command line in this process and return its exit code."""
    before, sys.argv = sys.argv, ["fmld-synth", *map(str, arguments)]
    try:
        main.run()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    """A portrait that was saved so strongly compressed that the grain shows on any mask laid over it."""
    folder = tmp_path_factory.mktemp("export") / "faces"
    folder.mkdir()
    portrait = np.ascontiguousarray(skimage.data.astronaut()[:400, 30:430, ::-1])
    cv2.imwrite(str(folder / "astronaut.jpg"), portrait, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return folder


@pytest.fixture(scope="module")
def made(faces) -> Path:
    output = faces.parent / "set"
    options = ["--per-face", 3, "--include-unmasked", "--workers", 1, "--quiet"]
    assert call("generate", "--input", faces, "--output", output, *options) == 0
    return output


@pytest.fixture(scope="module")
def overlays(made) -> Path:
    output = made.parent / "overlays"
    assert call("export", made, "--to", "overlays", "--output", output, "--workers", 1, "--quiet") == 0
    return output


def test_overlays_rebuild_a_set_byte_by_byte_on_a_machine_that_holds_the_faces(
    made, overlays, faces, tmp_path, capsys
):
    held = tmp_path / "held" / "elsewhere"
    held.mkdir(parents=True)
    shutil.copy(faces / "astronaut.jpg", held / "another name.jpg")
    options = ["--photographs", held.parent, "--output", tmp_path / "out", "--workers", 1]
    assert call("apply", overlays, *options) == 0
    assert "4 of 4 pictures rebuilt" in capsys.readouterr().out
    texts = {name: sha256 for name, sha256 in contents(overlays).items() if name in DESCRIBING_FILES}
    assert contents(tmp_path / "out") == contents(made) | texts


def test_no_layer_shows_what_the_mask_was_laid_over(made, overlays):
    for layer_path in (overlays / "layers").rglob("*.png"):
        layer = cv2.imread(str(layer_path), cv2.IMREAD_UNCHANGED)
        (picture_path,) = (made / "images").rglob(f"{layer_path.stem}.jpg")
        touched = layer[..., 3] > 0
        assert not layer[~touched].any() and 0 < touched.mean() < 0.5
        # Beside the mask the layer holds its shadow, which is black whatever the skin looks like.
        matte = cv2.imread(str(next((overlays / "mattes").rglob(layer_path.name))), cv2.IMREAD_GRAYSCALE)
        shadow = touched & (matte == 0)
        assert shadow.any() and layer[shadow][:, :3].max() == 0
        assert cv2.imread(str(picture_path))[shadow].max() > 60


def test_apply_lists_missing_faces_and_ends_with_1(overlays, tmp_path, capsys):
    (tmp_path / "faces").mkdir()
    options = ["--photographs", tmp_path / "faces", "--output", tmp_path / "out", "--workers", 1]
    assert call("apply", overlays, *options) == 1
    shown = capsys.readouterr().out
    assert "0 of 4 pictures rebuilt, nothing is written" in shown
    assert "astronaut.jpg" in shown and "not found" in shown
    assert call("apply", overlays, *options, "--json") == 1
    (shortfall,) = json.loads(capsys.readouterr().out)["shortfalls"]
    assert shortfall["why"] == "missing" and shortfall["pictures"] == 4
    assert not (tmp_path / "out").exists()


def test_export_shows_and_counts(made, tmp_path, capsys):
    assert call("export", made, "--to", "csv", "--output", tmp_path / "csv") == 0
    assert "4 images as csv" in capsys.readouterr().out
    assert call("export", made, "--to", "coco", "--output", tmp_path / "coco", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["images"] == 4 and told["labels"] == "three"
    assert sum(count for counts in told["by_split"].values() for count in counts.values()) == 4


def test_export_reads_other_formats(made, tmp_path):
    assert call("export", made, "--to", "yolo", "--output", tmp_path / "yolo", "--quiet") == 0
    again = ["--from", "yolo", "--to", "pascal-voc", "--output", tmp_path / "voc", "--quiet"]
    assert call("export", tmp_path / "yolo", *again) == 0
    assert len(list((tmp_path / "voc" / "Annotations").rglob("*.xml"))) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--to", "tfrecord"], "--to: unknown format 'tfrecord'"),
        (["--to", "csv", "--labels", "four"], "--labels: unknown label scheme 'four'"),
        (["--to", "csv", "--link", "soft"], "--link: unknown way of linking 'soft'"),
        (["--to", "csv", "--from", "papyrus"], "papyrus"),
        (["--to", "overlays", "--from", "coco"], "--from coco: overlays can only be made"),
        (["--to", "overlays", "--link", "soft"], "--link: unknown way of linking 'soft'"),
    ],
)
def test_wrong_options_end_with_one_line(made, tmp_path, capsys, options, message):
    assert call("export", made, *options, "--output", tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert message in told and told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_guide_names_every_format_scheme_and_option():
    group: Any = get_command(main.app)
    options = {parameter.opts[0] for name in ("export", "apply") for parameter in group.commands[name].params}
    wanted = {*EXPORTERS, *label_schemes(), "overlays", *(one for one in options if one.startswith("--"))}
    assert sorted(name for name in wanted if f"`{name}`" not in GUIDE) == []
