"""Sets of strangers: pipes and devices in the place of files keep no command waiting, bombs fill no memory."""

import json
import os
import shutil
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest

from fmld_synth.dataset.exporting import export_set
from fmld_synth.dataset.readers import READERS, detect_format
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.record_lines import read_manifest as records_of
from fmld_synth.errors import UserError
from fmld_synth.files import sha256_of
from fmld_synth.overlays.apply import apply_overlays
from fmld_synth.overlays.export import export_overlays
from fmld_synth.overlays.sealing import _masked, photograph_key, with_difference
from fmld_synth.stats.report import make_report
from fmld_synth.verification.verification import verify
from tests.dataset.readers.layouts import voc_object, write_image, write_voc
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import run
from tests.photographs.test_decoding import bomb
from tests.time_limit import time_limit

MOST = 300e6
"""Bytes: far less than what the bombs hold."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """Photographs, a set and its overlays."""
    root = tmp_path_factory.mktemp("sound")
    faces = write_photographs(root / "faces", 1)
    run(faces, root / "set", per_face=1, include_unmasked=True)
    export_overlays(root / "set", root / "overlays", workers=1, engine_factory=fake_engine)
    return root


@pytest.fixture
def root(sound, tmp_path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "all"))


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def masked(folder: Path):
    return next(record for record in records_of(folder) if record.matte)


COMMANDS = {
    "verify": lambda root: verify(root / "set", workers=1, engine_factory=fake_engine),
    "stats": lambda root: make_report(root / "set", root / "report.html", workers=1),
    "export": lambda root: export_set(root / "set", to="coco", output=root / "out", reader=read_manifest),
    "export overlays": lambda root: export_overlays(
        root / "set", root / "out", workers=1, engine_factory=fake_engine
    ),
}


@pytest.mark.parametrize("replace", [pipe, device])
@pytest.mark.parametrize("what", ["image", "matte", "manifest.jsonl", "dataset.json", "photograph"])
@pytest.mark.parametrize("command", COMMANDS)
def test_pipes_and_devices_keep_no_command_waiting(root, command, what, replace):
    record = masked(root / "set")
    place = {
        "image": root / "set" / record.image,
        "matte": root / "set" / record.matte,
        "photograph": root / "faces" / record.source.path,
    }.get(what, root / "set" / what)
    replace(place)
    with time_limit():
        try:
            COMMANDS[command](root)
        except UserError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("replace", [pipe, device])
@pytest.mark.parametrize("what", ["layer", "difference"])
def test_pipes_and_devices_among_overlays(root, what, replace):
    record = masked(root / "set")
    places = {
        "layer": list((root / "overlays").rglob("*.png")),
        "difference": [
            path
            for path in (root / "overlays").rglob("*")
            if record.id in path.name and path.suffix not in (".png", ".jpg")
        ],
    }[what]
    assert places
    for place in places:
        replace(place)
    with time_limit(), pytest.raises(UserError):
        apply_overlays(root / "overlays", root / "faces", root / "out", workers=1)


@pytest.mark.parametrize("replace", [pipe, device])
def test_pipes_and_devices_in_the_place_of_photographs_are_missing_ones(root, replace):
    replace(root / "faces" / masked(root / "set").source.path)
    with time_limit():
        applied = apply_overlays(root / "overlays", root / "faces", root / "out", workers=1)
    assert (applied.built, [one.why for one in applied.shortfalls]) == (0, ["missing"])


def peak_memory(work) -> float:
    """Of Python and numpy; OpenCV's pictures are numpy's."""
    tracemalloc.start()
    try:
        work()
    except UserError as error:
        assert "\n" not in str(error)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


@pytest.mark.parametrize("what", ["image", "matte"])
@pytest.mark.parametrize("command", COMMANDS)
def test_bombs_in_a_set_fill_no_memory(root, command, what):
    record = masked(root / "set")
    path = getattr(record, what)
    (root / "set" / path).write_bytes(bomb(30_000))
    lines = [json.loads(line) for line in (root / "set/manifest.jsonl").read_text().splitlines()]
    for line in lines:
        if line[what] == path:
            line[f"{what}_sha256"] = sha256_of(bomb(30_000))
    (root / "set/manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with time_limit():
        assert peak_memory(lambda: COMMANDS[command](root)) < MOST


def test_a_huge_layer_is_not_decoded(root):
    for layer in (root / "overlays").rglob("*.png"):
        layer.write_bytes(bomb(20_000))
    with time_limit():
        work = lambda: apply_overlays(root / "overlays", root / "faces", root / "out", workers=1)  # noqa: E731
        assert peak_memory(work) < MOST


@pytest.mark.parametrize("size", [60 << 20, 191, 193])
def test_a_difference_inflates_to_a_picture_and_no_further(size):
    key = photograph_key(b"a file")
    sealed = _masked(zlib.compress(bytes(size)), key, "a")

    def unseal():
        with pytest.raises(ValueError, match="not the difference"):
            with_difference(np.zeros((8, 8, 3), np.uint8), sealed, key, "a")

    assert peak_memory(unseal) < 10e6


def voc(folder):
    write_voc(folder / "Annotations/1.xml", voc_object("with_mask"), fields="<filename>1.png</filename>")
    write_image(folder / "JPEGImages/1.png")


def yolo(folder):
    (folder / "labels").mkdir(parents=True)
    (folder / "data.yaml").write_text("names: [with_mask]\ntrain: images\n")
    (folder / "labels/1.txt").write_text("0 .5 .5 .2 .2\n")
    write_image(folder / "images/1.png")


def coco(folder):
    write_image(folder / "1.png")
    content = {
        "images": [{"id": 1, "file_name": "1.png", "width": 120, "height": 80}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 40, 50]}],
        "categories": [{"id": 1, "name": "with_mask"}],
    }
    (folder / "a.json").write_text(json.dumps(content))


def class_folders(folder):
    write_image(folder / "with_mask/1.png")
    write_image(folder / "without_mask/2.png", seed=2)


@pytest.mark.parametrize("layout", [voc, yolo, coco, class_folders])
@pytest.mark.parametrize("replace", [pipe, device])
def test_pipes_and_devices_in_annotated_sets(tmp_path, layout, replace):
    layout(tmp_path / "sound")
    assert list(READERS[detect_format(tmp_path / "sound")](tmp_path / "sound"))
    files = [path for path in sorted((tmp_path / "sound").rglob("*")) if path.is_file()]
    for number, path in enumerate(files):
        folder = Path(shutil.copytree(tmp_path / "sound", tmp_path / str(number)))
        replace(folder / path.relative_to(tmp_path / "sound"))
        with time_limit():
            try:
                images = list(READERS[detect_format(folder)](folder))
                assert folder / path.relative_to(tmp_path / "sound") not in [image.path for image in images]
            except UserError as error:
                assert "\n" not in str(error)
