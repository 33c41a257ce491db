"""Whole runs with the fast engine: what is written, and that equal arguments give equal bytes."""

import json
import shutil
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.record_lines import read_lines, read_manifest
from fmld_synth.dataset.records import RecordedFace, Rejection
from fmld_synth.errors import UserError
from tests.fake_engine import write_photograph
from tests.making_sets import contents, run


@pytest.fixture(scope="module")
def finished(photographs, tmp_path_factory):
    output = tmp_path_factory.mktemp("finished") / "out"
    run(photographs, output, include_unmasked=True)
    return output


def rejections(output: Path) -> list[Rejection]:
    return list(read_lines(output / "rejected.jsonl", Rejection))


def test_the_layout(finished):
    records = read_manifest(finished)
    assert len(records) == 8 * 3 + 8
    for record in records:
        assert record.image == f"images/{record.split}/{record.wear_state}/{record.id}.jpg"
        picture = cv2.imread(str(finished / record.image))
        assert picture.shape == (record.height, record.width, 3)
        if record.wear_state == "unmasked":
            assert record.matte is None
            continue
        matte = cv2.imread(str(finished / record.matte), cv2.IMREAD_UNCHANGED)
        assert matte.shape == (record.height, record.width)
        assert cv2.boundingRect((matte > 0).astype(np.uint8)) == tuple(map(int, record.mask_box))
    listed = {path for record in records for path in (record.image, record.matte) if path}
    others = {"manifest.jsonl", "rejected.jsonl", "dataset.json", "contact_sheet.jpg", "run.toml"}
    assert set(contents(finished)) == listed | others
    assert not (finished / ".progress").exists()


def test_the_manifest_is_sorted_and_its_ids_are_unique(finished):
    ids = [record.id for record in read_manifest(finished)]
    assert ids == sorted(set(ids))


def test_the_description_counts_what_is_there(finished):
    description = json.loads((finished / "dataset.json").read_text())
    records = read_manifest(finished)
    assert description["counts"]["images"] == len(records)
    assert description["counts"]["by_wear_state"] == Counter(record.wear_state for record in records)
    assert description["classes"] == {"correct": 0, "incorrect": 1, "none": 2}
    assert {"numpy", "opencv", "pillow"} <= set(description["libraries"])
    assert "output" not in description["configuration"]


def test_unmasked_pictures_are_the_photograph(finished, photographs):
    record = next(record for record in read_manifest(finished) if record.wear_state == "unmasked")
    original = cv2.imread(str(photographs / record.source.path)).astype(int)
    assert np.abs(cv2.imread(str(finished / record.image)) - original).mean() < 4
    assert record.label == "none"
    assert record.template is None


def test_two_workers_write_the_same_bytes_as_one(finished, photographs, tmp_path):
    run(photographs, tmp_path / "out", include_unmasked=True, workers=2)
    assert contents(tmp_path / "out") == contents(finished)


def test_the_saved_configuration_makes_the_set_again(finished, tmp_path):
    from fmld_synth.files import read_toml
    from fmld_synth.generation.configuration import make_configuration
    from fmld_synth.generation.run import generate
    from tests.fake_engine import fake_engine

    options = {**read_toml(finished / "run.toml"), "output": tmp_path / "again", "workers": 1}
    generate(make_configuration(options), engine_factory=fake_engine)
    assert contents(tmp_path / "again") == contents(finished)


def test_the_order_of_a_list_does_not_matter(photographs, tmp_path):
    paths = sorted(str(path) for path in photographs.rglob("*.png"))
    list_file = tmp_path / "list.txt"
    results = []
    for name, order in (("forward", paths), ("backward", paths[::-1])):
        list_file.write_text("\n".join(order), encoding="utf-8")
        run(list_file, tmp_path / name)
        results.append(contents(tmp_path / name))
    assert results[0] == results[1]


def test_names_of_files_decide_nothing_but_paths(photographs, tmp_path):
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    for number, path in enumerate(sorted(photographs.rglob("*.png"), reverse=True)):
        shutil.copy(path, renamed / f"{number}.png")
    first = run(photographs, tmp_path / "a")
    assert run(renamed, tmp_path / "b").fingerprint == first.fingerprint


def test_another_seed_gives_another_set(photographs, tmp_path):
    assert (
        run(photographs, tmp_path / "a").fingerprint != run(photographs, tmp_path / "b", seed=1).fingerprint
    )


def test_varied_frames_are_drawn_for_each_face_from_the_seed(photographs, tmp_path):
    def frames(name, **options):
        run(photographs, tmp_path / name, min_face=20, **options)
        return {(record.source.sha256, record.frame) for record in read_manifest(tmp_path / name)}

    varied, tight = frames("varied", crop="varied"), frames("tight", crop="tight")
    assert len(varied) == len(dict(varied)) == len(tight), "pictures of a face share its frame"
    assert len({frame for _, frame in varied}) > len({frame for _, frame in tight})
    assert frames("again", crop="varied", workers=2) == varied
    assert contents(tmp_path / "again") == contents(tmp_path / "varied")
    assert not frames("other", crop="varied", seed=1) & varied


@pytest.mark.parametrize("count", [5, 43])
def test_a_count_is_met_exactly(photographs, tmp_path, count):
    summary = run(photographs, tmp_path / "out", count=count, per_face=None)
    assert summary.images == count == len(read_manifest(tmp_path / "out"))
    assert summary.missing == 0


def test_many_samples_of_one_photograph_are_shared_out(tmp_path):
    write_photograph(tmp_path / "in" / "a.png", 1)
    for workers in (1, 2):
        run(tmp_path / "in", tmp_path / str(workers), count=150, per_face=None, workers=workers)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert len(read_manifest(tmp_path / "1")) == 150


@pytest.mark.parametrize(("image_format", "extension"), [("png", "png"), ("webp", "webp")])
def test_formats(photographs, tmp_path, image_format, extension):
    run(photographs, tmp_path / "out", format=image_format, per_face=1)
    for record in read_manifest(tmp_path / "out"):
        assert record.image.endswith(f".{extension}")
        assert cv2.imread(str(tmp_path / "out" / record.image)) is not None


def test_without_mattes(photographs, tmp_path):
    run(photographs, tmp_path / "out", mattes=False, per_face=1)
    assert not (tmp_path / "out" / "mattes").exists()
    assert {record.matte for record in read_manifest(tmp_path / "out")} == {None}


def test_crop_and_size(tmp_path):
    write_photograph(tmp_path / "in" / "a.png", 1, 640, 400)
    run(tmp_path / "in", tmp_path / "out", crop="face", size=100, min_face=20)
    for record in read_manifest(tmp_path / "out"):
        assert (record.width, record.height) == (100, 100)
        assert 0 <= record.face_box[0] <= record.face_box[0] + record.face_box[2] <= 100


def test_colors_and_templates(photographs, tmp_path):
    run(photographs, tmp_path / "out", colors="red", templates="plain_two")
    assert {
        (record.template, record.leading.mask.colorway) for record in read_manifest(tmp_path / "out")
    } == {("plain_two", "red")}


def test_a_picture_records_the_other_faces(tmp_path):
    write_photograph(tmp_path / "in" / "two.png", 1, 400, 200)
    run(tmp_path / "in", tmp_path / "out", min_face=20)
    records = read_manifest(tmp_path / "out")
    assert {tuple(face.index for face in record.faces) for record in records} == {(0, 1), (1, 0)}
    boxes = {record.leading.index: record.face_box for record in records}
    for leading, other in (record.faces for record in records):
        assert other == RecordedFace(index=other.index, box=boxes[other.index])
        assert leading.mask is not None


def test_one_content_is_used_once_and_people_stay_together(tmp_path):
    source = tmp_path / "in"
    for seed in range(12):
        write_photograph(source / f"p{seed % 6}" / f"{seed}.png", seed)
    shutil.copy(source / "p0" / "0.png", source / "p1" / "copy.png")
    again = cv2.imread(str(source / "p2" / "2.png"))
    cv2.imwrite(str(source / "p3" / "again.jpg"), again, [cv2.IMWRITE_JPEG_QUALITY, 80])
    run(source, tmp_path / "out", identity_from="parent", split="a=0.5,b=0.5")
    duplicates = [one for one in rejections(tmp_path / "out") if one.reason == "duplicate"]
    assert [(one.source, one.measured) for one in duplicates] == [("p1/copy.png", {"of": "p0/0.png"})]
    splits: dict[str, set[str]] = {}
    for record in read_manifest(tmp_path / "out"):
        splits.setdefault(record.identity, set()).add(record.split)
    assert all(len(found) == 1 for found in splits.values())
    assert splits["p0"] == splits["p1"]  # the same file is in both
    assert splits["p2"] == splits["p3"]  # a near duplicate is in both
    assert set().union(*splits.values()) == {"a", "b"}


def test_bad_photographs_leave_a_record_and_lose_nothing(tmp_path):
    source = tmp_path / "in"
    good = write_photograph(source / ("long" * 50 + ".png"), 1)
    shutil.copy(good, source / "Ünï cödé 名前.png")
    write_photograph(source / "with space.png", 2)
    (source / "empty.jpg").write_bytes(b"")
    (source / "text.jpg").write_text("no picture")
    (source / "cut.png").write_bytes(good.read_bytes()[:2000])
    cv2.imwrite(str(source / "black.png"), np.zeros((90, 90, 3), np.uint8))
    cv2.imwrite(str(source / "gray.png"), np.full((90, 90, 3), 120, np.uint8))
    write_photograph(source / "small.png", 3, 64, 64)
    (source / "loop").symlink_to(source)
    run(source, tmp_path / "out")
    reasons = {
        one.source: (one.stage, one.reason) for one in rejections(tmp_path / "out") if one.variant is None
    }
    assert reasons["empty.jpg"] == ("photograph", "empty")
    assert reasons["text.jpg"] == ("photograph", "unsupported")
    assert reasons["cut.png"][0] == "photograph"
    assert reasons["black.png"] == ("photograph", "too_dark")
    assert reasons["gray.png"] == ("face", "no_face")
    assert reasons["small.png"] == ("face", "too_small")
    used = {record.source.path for record in read_manifest(tmp_path / "out")}
    assert used | set(reasons) == {path.name for path in source.iterdir() if path.is_file()}


def test_a_folder_without_photographs(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(UserError, match=r"`input` .* no photographs"):
        run(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_photographs_without_faces_make_an_empty_set(tmp_path):
    (tmp_path / "in").mkdir()
    cv2.imwrite(str(tmp_path / "in" / "gray.png"), np.full((90, 90, 3), 120, np.uint8))
    summary = run(tmp_path / "in", tmp_path / "out")
    assert summary.images == 0
    assert summary.rejected == {"no_face": 1}


def test_unknown_names_stop_before_anything_is_written(photographs, tmp_path):
    for options, message in (({"templates": "plain_on"}, "plain_one"), ({"colors": "mauve"}, "blue, red")):
        with pytest.raises(UserError, match=message):
            run(photographs, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
