"""Exporting as a whole: links, names, and everything that can be wrong with a set or an option."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fmld_synth.dataset.exporting import EXPORTERS, export_set
from fmld_synth.dataset.readers import find_reader
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.errors import UserError
from tests.dataset.prepared_set import FakeReader
from tests.fake_engine import write_photographs
from tests.making_sets import contents, run
from tests.manifest_lines import with_changes


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    run(write_photographs(folder / "faces", 4), folder / "set", per_face=2, include_unmasked=True)
    return folder / "set"


def _export(reader: FakeReader, output: Path, to: str = "hugging-face", **options):
    return export_set(output.parent / "set", to=to, output=output, reader=reader, **options)


@pytest.mark.parametrize("to", EXPORTERS)
def test_our_own_set_goes_into_every_format(made, tmp_path, to):
    before = contents(made)
    exported = export_set(made, to=to, output=tmp_path / "out", reader=read_manifest, labels="wear")
    records = list(read_manifest(made))
    assert exported.images == len(records)
    faces = [face for image in records for face in image.faces if face.label is not None]
    assert sum(sum(counts.values()) for counts in exported.by_split.values()) == len(faces)
    assert contents(made) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    if to != "webdataset":
        kept = set(contents(tmp_path / "out").values())
        assert {image.sha256 for image in records} <= kept


@pytest.mark.parametrize(
    ("to", "name"),
    [("coco", "coco"), ("yolo", "yolo"), ("pascal-voc", "pascal-voc"), ("image-folder", "class-folders")],
)
def test_our_own_readers_read_what_was_exported(made, tmp_path, to, name):
    export_set(made, to=to, output=tmp_path / "out", reader=read_manifest)
    originals = {image.path.stat().st_ino: image for image in read_manifest(made)}
    found = list(find_reader(name)(tmp_path / "out"))
    assert len(found) == len(originals)
    for image in found:
        original = originals[image.path.stat().st_ino]  # a hard link is the same file
        assert (image.split, image.width, image.height) == (original.split, original.width, original.height)
        face, expected = image.faces[0], original.faces[0]
        assert face.label == expected.label
        if to != "image-folder":
            assert all(abs(a - b) <= 1 for a, b in zip(face.box, expected.box, strict=True))


@pytest.mark.parametrize("link", ["hard", "sym", "copy"])
def test_images_are_linked_or_copied_with_every_bit(reader, tmp_path, link):
    _export(reader, tmp_path / "out", link=link)
    original = reader.images[0].path
    exported = tmp_path / "out" / "train" / "chin" / "one.jpg"
    assert exported.read_bytes() == original.read_bytes()
    assert exported.is_symlink() == (link == "sym")
    assert (exported.stat().st_ino == original.stat().st_ino) == (link != "copy")


def test_an_export_can_go_into_an_empty_folder_and_new_parents(reader, tmp_path):
    (tmp_path / "empty").mkdir()
    _export(reader, tmp_path / "empty")
    _export(reader, tmp_path / "a" / "b")
    assert contents(tmp_path / "empty") == contents(tmp_path / "a" / "b")


def test_a_folder_that_is_not_empty_is_refused_and_kept(reader, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match=r"`output` .* is not empty"):
        _export(reader, tmp_path / "out")
    assert contents(tmp_path / "out").keys() == {"mine.txt"}


def test_an_output_inside_the_set_is_refused(reader, tmp_path):
    before = contents(tmp_path)
    for output in (tmp_path / "set", tmp_path / "set" / "images" / "out"):
        with pytest.raises(UserError, match=r"`output` .* lies inside .*set: choose a folder outside it"):
            export_set(tmp_path / "set", to="csv", output=output, reader=reader)
    assert contents(tmp_path) == before


def _nothing_left(tmp_path: Path) -> bool:
    return [path.name for path in tmp_path.iterdir()] == ["set"]


@pytest.mark.parametrize("to", EXPORTERS)
def test_a_deleted_image_is_named_and_nothing_stays_half_written(reader, tmp_path, to):
    reader.images[3].path.unlink()
    with pytest.raises(UserError, match=r"three\.png: No such file.*put it back") as caught:
        _export(reader, tmp_path / "out", to)
    assert "\n" not in str(caught.value) and _nothing_left(tmp_path)


@pytest.mark.parametrize("to", EXPORTERS)
def test_an_altered_image_is_named(reader, tmp_path, to):
    path = reader.images[3].path
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(UserError, match=r"three\.png was altered .*image_sha256"):
        _export(reader, tmp_path / "out", to)
    assert _nothing_left(tmp_path)


def test_a_missing_image_without_a_checksum_is_named(reader, tmp_path):
    reader.images[3] = replace(reader.images[3], sha256=None)
    reader.images[3].path.unlink()
    for link in ("hard", "sym", "copy"):
        with pytest.raises(UserError, match=r"three\.png is missing"):
            _export(reader, tmp_path / "out", link=link)
    assert _nothing_left(tmp_path)


@pytest.mark.parametrize("to", ["coco", "yolo-segmentation", "webdataset", "csv", "parquet"])
def test_a_missing_matte_is_named(reader, tmp_path, to):
    reader.images[0].faces[0].matte.unlink()
    with pytest.raises(UserError, match=r"one\.png"):
        _export(reader, tmp_path / "out", to)
    assert _nothing_left(tmp_path)


@pytest.mark.parametrize("to", sorted(set(EXPORTERS) - {"webdataset"}))
@pytest.mark.parametrize("link", ["hard", "sym", "copy"])
def test_clashing_names_are_found(reader, tmp_path, to, link):
    reader.images[1] = replace(reader.images[1], name="train/chin/one.jpg")
    reader.images[1] = replace(reader.images[1], faces=reader.images[0].faces)
    with pytest.raises(UserError, match=r"two images of the set would both become .*one\.jpg.*rename it"):
        _export(reader, tmp_path / "out", to, link=link)
    assert _nothing_left(tmp_path)


@pytest.mark.parametrize("to", ["yolo", "pascal-voc"])
def test_names_that_differ_in_their_extension_clash_where_labels_lie_in_files(reader, tmp_path, to):
    reader.images[2] = replace(reader.images[2], name="train/chin/one.png")
    with pytest.raises(UserError, match=r"two images of the set would both be described in .*chin_one\."):
        _export(reader, tmp_path / "out", to)


def test_webdataset_keeps_images_of_one_name_apart(reader, tmp_path):
    reader.images[1] = replace(reader.images[1], name="train/chin/one.jpg")
    assert _export(reader, tmp_path / "out", "webdataset").images == 4


def test_scenes_with_several_classes_fit_no_folder(reader, tmp_path):
    bare, correct = reader.images[3].faces
    reader.images[3] = replace(reader.images[3], faces=(bare, replace(correct, difficult=False)))
    with pytest.raises(UserError, match=r"val/three\.png shows faces of several classes \(correct, none\)"):
        _export(reader, tmp_path / "out", "image-folder")


def test_splits_that_ultralytics_does_not_read_are_named(reader, tmp_path):
    reader.images[3] = replace(reader.images[3], split="dev")
    with pytest.raises(UserError, match=r"val/three\.png belongs to the split dev"):
        _export(reader, tmp_path / "out", "ultralytics-classify")
    reader.images = [replace(reader.images[3], split="validation")]
    with pytest.raises(UserError, match=r"Ultralytics trains on the split train.* in val alone"):
        _export(reader, tmp_path / "out", "ultralytics-classify")


def test_a_scheme_that_needs_more_than_the_set_says_names_the_image(reader, tmp_path):
    face = replace(reader.images[0].faces[0], wear_state=None)
    reader.images[0] = replace(reader.images[0], faces=(face,))
    with pytest.raises(UserError, match=r"train/chin/one\.jpg: `labels` wear needs the wear state"):
        _export(reader, tmp_path / "out", labels="wear")


def test_sets_without_splits_go_to_train(reader, tmp_path):
    reader.images = [replace(image, split=None) for image in reader.images]
    exported = _export(reader, tmp_path / "out", "yolo")
    assert list(exported.by_split) == ["train"]
    assert (tmp_path / "out" / "images" / "train" / "train_chin_one.jpg").is_file()


def test_an_empty_set_is_refused(reader, tmp_path):
    for to in EXPORTERS:
        with pytest.raises(UserError, match="is empty"):
            export_set(tmp_path / "set", to=to, output=tmp_path / "out", reader=FakeReader([]))
    assert _nothing_left(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "tfrecord"}, r"`to`: unknown format 'tfrecord'.*coco, yolo"),
        ({"labels": "four"}, "`labels`: unknown label scheme 'four'"),
        ({"link": "soft"}, "`link`: unknown way of linking 'soft'.*hard, sym, copy"),
        ({"images_per_shard": 0}, "`images_per_shard` 0"),
    ],
)
def test_wrong_options_are_named(reader, tmp_path, options, message):
    with pytest.raises(UserError, match=message):
        _export(reader, tmp_path / "out", **options)
    assert _nothing_left(tmp_path)


def test_another_disk_says_how_to_link_instead(reader, tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(UserError, match=r"`link` hard: .* use `link='sym'` or copy"):
        _export(reader, tmp_path / "out")
    assert _nothing_left(tmp_path)


def test_a_full_disk_leaves_nothing(reader, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(UserError, match=r"the disk is full: free some space, then run again$"):
        _export(reader, tmp_path / "out", link="copy")
    assert _nothing_left(tmp_path)


def test_what_a_killed_export_left_is_cleared(reader, tmp_path):
    left = tmp_path / ".out.4194305.part" / "train"
    left.mkdir(parents=True)
    (left / "old.jpg").write_bytes(b"")
    _export(reader, tmp_path / "out")
    assert not any("old" in name for name in contents(tmp_path / "out"))
    assert not left.exists()


def test_damaged_manifests_are_named_by_line_and_leave_nothing(made, tmp_path):
    broken = tmp_path / "set"
    broken.mkdir()
    lines = (made / "manifest.jsonl").read_text().splitlines(keepends=True)
    third = with_changes(json.loads(lines[2]), {"faces.0.box": [1, 2, 3]})
    (broken / "manifest.jsonl").write_text("".join(lines[:2]) + json.dumps(third))
    for name in ("images", "mattes"):
        shutil.copytree(made / name, broken / name)
    with pytest.raises(UserError, match=r"manifest\.jsonl, line 3: faces\.0\.box\.3: Field required"):
        export_set(broken, to="csv", output=tmp_path / "out", reader=read_manifest)
    assert _nothing_left(tmp_path)
