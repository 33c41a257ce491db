"""Overlays and faces together give the set again: the same files, byte by byte."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.dataset.without_folders import without_folders
from fmld_synth.errors import UserError
from fmld_synth.overlays.apply import apply_overlays
from fmld_synth.overlays.export import DESCRIBING_FILES, export_overlays
from fmld_synth.verification.verification import verify
from tests.annotated_sets import write_fmld
from tests.fake_engine import fake_engine, write_photograph, write_photographs
from tests.making_sets import contents, run
from tests.manifest_lines import edit_line


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    folder = write_photographs(tmp_path_factory.mktemp("overlays") / "faces", 4)
    write_photograph(folder / "two people.png", 11, width=400)
    return folder


@pytest.fixture(scope="module")
def made(faces) -> Path:
    run(faces, faces.parent / "set", per_face=2, include_unmasked=True, crop="face", size=120, min_face=30)
    return faces.parent / "set"


@pytest.fixture(scope="module")
def overlays(made) -> Path:
    output = made.parent / "overlays"
    export_overlays(made, output, workers=1, engine_factory=fake_engine)
    return output


@pytest.fixture
def own_faces(faces, tmp_path) -> Path:
    """A copy that may be spoilt."""
    return Path(shutil.copytree(faces, tmp_path / "own"))


@pytest.fixture
def own_overlays(overlays, tmp_path) -> Path:
    """The same of the overlays."""
    return Path(shutil.copytree(overlays, tmp_path / "own overlays"))


def _shared(made: Path, overlays: Path) -> dict[str, str]:
    """What a rebuilt set holds: the pictures and mattes of the set, and the texts that were passed on."""
    texts = contents(overlays)
    return {**contents(made), **{name: texts[name] for name in DESCRIBING_FILES}}


def _apply(overlays: Path, faces: Path, output: Path):
    return apply_overlays(overlays, faces, output, workers=1)


def test_the_set_is_rebuilt_byte_by_byte(made, overlays, faces, tmp_path):
    applied = _apply(overlays, faces, tmp_path / "out")
    assert applied.built == applied.pictures == len(read_manifest(made)) and not applied.shortfalls
    assert contents(tmp_path / "out") == _shared(made, overlays)


def test_two_workers_rebuild_the_same(made, overlays, faces, tmp_path):
    apply_overlays(overlays, faces, tmp_path / "out", workers=2)
    assert contents(tmp_path / "out") == _shared(made, overlays)


@pytest.mark.parametrize("options", [{"format": "png"}, {"format": "webp", "quality": 60}, {"mattes": False}])
def test_other_encodings_and_sets_without_mattes(faces, tmp_path, options):
    run(faces, tmp_path / "set", per_face=1, **options)
    export_overlays(tmp_path / "set", tmp_path / "overlays", workers=1, engine_factory=fake_engine)
    _apply(tmp_path / "overlays", faces, tmp_path / "out")
    assert contents(tmp_path / "out") == _shared(tmp_path / "set", tmp_path / "overlays")


@pytest.mark.parametrize("extra", [{}, {"crop": "face"}, {"balance": True}])
def test_enhanced_annotated_sets_with_several_masks_a_scene(tmp_path, extra):
    """Annotated photographs are the ones that may not be passed on most often."""
    write_fmld(tmp_path / "FMLD")
    options = {"input_format": "fmld", "per_face": 2, "min_face": 20, **extra}
    run(tmp_path / "FMLD", tmp_path / "set", **options)
    records = read_manifest(tmp_path / "set")
    if not extra:
        assert any(record.format == "original" for record in records)
        assert any(len(record.masks) > 1 for record in records)
    export_overlays(tmp_path / "set", tmp_path / "overlays", workers=1, engine_factory=fake_engine)
    applied = _apply(tmp_path / "overlays", tmp_path / "FMLD", tmp_path / "out")
    assert applied.built == applied.pictures
    assert contents(tmp_path / "out") == _shared(tmp_path / "set", tmp_path / "overlays")
    photographs = set(contents(tmp_path / "FMLD").values())
    assert not photographs & set(contents(tmp_path / "overlays").values())


def test_no_text_of_overlays_names_a_folder_of_this_machine(made, overlays, tmp_path):
    manifest = made / "manifest.jsonl"
    assert str(made.parent) in manifest.read_text(), "the set itself does"
    for name in DESCRIBING_FILES:
        assert str(made.parent) not in (overlays / name).read_text(), name


def test_overlays_hold_masks_and_text_and_nothing_else(made, overlays, faces):
    pictures = {path for path in contents(overlays) if path.endswith((".jpg", ".png", ".webp"))}
    records = [record for record in read_manifest(made) if record.masks]
    assert {path for path in pictures if path.startswith("layers/")} == {
        record.image.replace("images/", "layers/").replace(".jpg", ".png") for record in records
    }
    assert {path for path in pictures if not path.startswith("layers/")} == {
        record.matte for record in records
    }
    for record in records:
        layer = cv2.imread(
            str(overlays / record.image.replace("images/", "layers/").replace(".jpg", ".png")), -1
        )
        assert layer.shape == (record.height, record.width, 4)
        assert not layer[layer[..., 3] == 0].any(), "transparent pixels carry no color"
        assert np.array_equal(layer[..., 3] > 0, cv2.imread(str(overlays / record.matte), 0) > 0)
    assert not (overlays / "contact_sheet.jpg").exists()
    originals = {hash_ for path, hash_ in contents(made).items() if path.startswith("images/")}
    originals |= set(contents(faces).values())
    assert not originals & set(contents(overlays).values())


def test_faces_are_found_under_any_name(made, overlays, own_faces, tmp_path):
    for number, path in enumerate(sorted(own_faces.rglob("*.png"))):
        path.rename(own_faces / f"{number}.png")
    assert not _apply(overlays, own_faces, tmp_path / "out").shortfalls
    assert contents(tmp_path / "out") == _shared(made, overlays)


def test_missing_and_altered_faces_are_reported_and_the_rest_is_built(made, overlays, own_faces, tmp_path):
    records = read_manifest(made)
    paths = sorted({record.source.path for record in records})
    gone, changed = paths[0], paths[1]
    (own_faces / gone).unlink()
    write_photograph(own_faces / changed, 99)
    applied = _apply(overlays, own_faces, tmp_path / "out")
    expected = {
        path: (why, sum(record.source.path == path for record in records))
        for path, why in ((gone, "missing"), (changed, "altered"))
    }
    assert {one.photograph: (one.why, one.pictures) for one in applied.shortfalls} == expected
    kept = [record for record in records if record.source.path not in (gone, changed)]
    assert applied.built == len(kept)
    assert read_manifest(tmp_path / "out") == [without_folders(record) for record in kept]
    rebuilt, original = contents(tmp_path / "out"), contents(made)
    for record in kept:
        assert rebuilt[record.image] == original[record.image] == record.image_sha256
    verified = verify(tmp_path / "out", source_folder=own_faces, workers=1, engine_factory=fake_engine)
    assert verified.faults == [] and verified.levels == {"rendered": len(kept)}
    counts = json.loads((tmp_path / "out" / "dataset.json").read_text())["counts"]
    assert counts["images"] == len(kept) and counts["missing"] == len(records) - len(kept)


def test_without_any_of_the_faces_nothing_is_written(overlays, tmp_path):
    (tmp_path / "none").mkdir()
    applied = _apply(overlays, tmp_path / "none", tmp_path / "out")
    assert applied.built == 0 and {one.why for one in applied.shortfalls} == {"missing"}
    assert not (tmp_path / "out").exists()


def test_pictures_that_come_out_otherwise_are_left_out(overlays, faces, tmp_path, own_overlays):
    lines = (own_overlays / "manifest.jsonl").read_text().splitlines()
    first = {**json.loads(lines[0]), "image_sha256": "0" * 64}
    (own_overlays / "manifest.jsonl").write_text("\n".join([json.dumps(first), *lines[1:]]) + "\n")
    applied = _apply(own_overlays, faces, tmp_path / "out")
    assert [(one.why, one.pictures) for one in applied.shortfalls] == [("other_bytes", 1)]
    assert not (tmp_path / "out" / first["image"]).exists()


@pytest.mark.parametrize("kind", ["layers", "differences", "mattes"])
@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_damaged_overlays_are_named_and_leave_nothing(own_overlays, faces, tmp_path, kind, damage):
    path = next(path for path in sorted((own_overlays / kind).rglob("*")) if path.is_file())
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:30])
    with pytest.raises(UserError, match=rf"{path.stem}.*get it again"):
        _apply(own_overlays, faces, tmp_path / "out")
    assert not (tmp_path / "out").exists() and not (tmp_path / ".out.part").exists()


def test_records_cannot_name_files_outside_the_set(own_overlays, faces, tmp_path):
    manifest = own_overlays / "manifest.jsonl"
    sound = manifest.read_bytes()
    escaping = {"image": "images/../../escaped.jpg", "faces.0.mask.matte": "mattes/../../escaped.png"}
    for field, path in escaping.items():
        manifest.write_bytes(sound)
        edit_line(own_overlays, {field: path})
        with pytest.raises(UserError, match=rf"{re.escape(field)}: .*escaped.* is not below"):
            _apply(own_overlays, faces, tmp_path / "out")
    assert not list(tmp_path.rglob("escaped*"))


def test_folders_that_are_no_overlays_or_no_faces_are_refused(made, overlays, faces, tmp_path):
    with pytest.raises(UserError, match=r"holds no manifest\.jsonl: it was not written by export"):
        _apply(tmp_path, faces, tmp_path / "out")
    with pytest.raises(UserError, match=r"`photographs` .*: no such folder"):
        _apply(overlays, tmp_path / "nowhere", tmp_path / "out")
    for inside in (overlays / "out", faces / "out"):
        with pytest.raises(UserError, match=r"`output` .* lies inside"):
            _apply(overlays, faces, inside)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(UserError, match=r"`output` .* is not empty"):
        _apply(overlays, faces, tmp_path / "full")


def test_overlays_need_the_photographs_of_the_set(made, own_faces, tmp_path):
    path = sorted(own_faces.rglob("*.png"))[0]
    write_photograph(path, 99)
    with pytest.raises(UserError, match="its content is not that of the photograph"):
        export_overlays(
            made, tmp_path / "out", source_folder=own_faces, workers=1, engine_factory=fake_engine
        )
    assert not (tmp_path / "out").exists() and not (tmp_path / ".out.part").exists()


def test_overlays_are_only_made_of_records_that_render_their_picture(made, faces, tmp_path):
    own = Path(shutil.copytree(made, tmp_path / "set"))
    lines = (own / "manifest.jsonl").read_text().splitlines()
    first = {**json.loads(lines[0]), "image_sha256": "0" * 64}
    (own / "manifest.jsonl").write_text("\n".join([json.dumps(first), *lines[1:]]) + "\n")
    with pytest.raises(UserError, match=r"renders another picture here.*dataset\.json"):
        export_overlays(own, tmp_path / "out", workers=1, engine_factory=fake_engine)


def test_an_unfinished_export_of_overlays_is_no_folder(made, tmp_path):
    with pytest.raises(KeyboardInterrupt), ExportFolder(tmp_path / "out") as folder:
        folder.write("a", "b")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("format", "gif"), ("frame", {"width": 0}), ("frame", {"picture_width": -1})],
)
def test_impossible_records_are_told_in_one_line(own_overlays, faces, tmp_path, field, value):
    path = own_overlays / "manifest.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[0][field] = {**lines[0][field], **value} if isinstance(value, dict) else value
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(UserError, match=r"manifest.jsonl.*impossible values.*get it again"):
        _apply(own_overlays, faces, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("field", "value"), [("frame", {"width": 0}), ("frame", {"picture_width": -1})])
def test_impossible_records_are_told_in_one_line_when_exported(made, tmp_path, field, value):
    own = Path(shutil.copytree(made, tmp_path / "set"))
    lines = [json.loads(line) for line in (own / "manifest.jsonl").read_text().splitlines()]
    lines[0][field] = {**lines[0][field], **value}
    (own / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(UserError, match=r"manifest\.jsonl: \S+: impossible values.*get it again") as told:
        export_overlays(own, tmp_path / "out", workers=1, engine_factory=fake_engine)
    assert "\n" not in str(told.value) and not (tmp_path / "out").exists()


def test_a_photograph_with_a_name_that_no_file_can_have_is_missing(own_overlays, faces, tmp_path):
    path = own_overlays / "manifest.jsonl"
    path.write_text(re.sub(r'("path":")[^"]*', r"\1a\\u0000b", path.read_text()))
    assert _apply(own_overlays, faces, tmp_path / "out").built > 0  # it is known by its content
