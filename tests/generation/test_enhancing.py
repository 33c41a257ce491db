"""Annotated sets made larger: whole runs with the fast engine."""

import json
import shutil
from collections import Counter
from itertools import combinations

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.readers import READERS
from fmld_synth.dataset.record_lines import read_lines, read_manifest
from fmld_synth.dataset.records import Rejection
from fmld_synth.errors import UserError
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from tests.annotated_sets import BARE, INVALID, MASKED, SIDE, TALL, write_fmld, write_scene
from tests.fake_engine import fake_engine
from tests.making_sets import contents, run


@pytest.fixture(scope="module")
def fmld(tmp_path_factory):
    return write_fmld(tmp_path_factory.mktemp("input") / "FMLD")


def enhance(source, output, **options):
    return run(source, output, **{"input_format": "fmld", "per_face": 2, "min_face": 20, **options})


@pytest.fixture(scope="module")
def scenes(fmld, tmp_path_factory):
    output = tmp_path_factory.mktemp("scenes") / "out"
    enhance(fmld, output)
    return output


@pytest.fixture(scope="module")
def crops(fmld, tmp_path_factory):
    output = tmp_path_factory.mktemp("crops") / "out"
    enhance(fmld, output, crop="face")
    return output


def made(output):
    return [record for record in read_manifest(output) if record.kind == "synthetic"]


def real(output):
    return [record for record in read_manifest(output) if record.kind == "real"]


def faces_of(record):
    """Box, label, difficult and attributes of every face of a record, in the order of the annotations."""
    in_order = sorted(record.faces, key=lambda face: face.index)
    return [(face.box, face.label, face.difficult, face.attributes) for face in in_order]


def annotated(fmld):
    return {
        image.name: [
            (tuple(round(side, 2) for side in face.box), face.label, face.difficult, face.attributes)
            for face in image.faces
        ]
        for image in READERS["fmld"](fmld)
    }


def test_every_real_scene_is_kept_with_all_boxes_and_attributes(fmld, scenes):
    expected = annotated(fmld)
    assert {record.source.path: faces_of(record) for record in real(scenes)} == expected


def test_made_scenes_change_bare_faces_only_and_keep_every_box(fmld, scenes):
    expected = annotated(fmld)
    assert made(scenes)
    for record in made(scenes):
        changed = {face.index for face, _ in record.masks}
        assert record.leading.index in changed
        for index, (now, before) in enumerate(
            zip(faces_of(record), expected[record.source.path], strict=True)
        ):
            box, label, difficult, attributes = before
            if index in changed:
                assert (label, difficult) == ("none", False)
                assert now == (box, "incorrect", False, attributes)
            else:
                assert now == before


def test_two_pictures_of_each_usable_face_lead_with_it(scenes):
    leading = Counter((record.source.path, record.leading.index) for record in made(scenes))
    assert len(leading) == 9
    assert set(leading.values()) == {2}


def test_faces_of_one_scene_wear_masks_in_states_of_their_own(scenes):
    several = [record for record in made(scenes) if len(record.masks) > 1]
    assert several
    assert any(len({face.wear_state for face, _ in record.masks}) > 1 for record in several)
    for record in several:
        assert len({mask.seed for _, mask in record.masks}) == len(record.masks)


def test_no_mask_touches_another_face_or_mask(scenes):
    for record in made(scenes):
        mattes = {}
        for face, mask in record.masks:
            matte = mattes[face.index] = cv2.imread(str(scenes / mask.matte), cv2.IMREAD_UNCHANGED)
            for other in record.faces:
                if other is not face:
                    x, y, width, height = other.box
                    inside = matte[int(y) : int(y + height) + 1, int(x) : int(x + width) + 1]
                    assert inside.mean() < 255 * 0.001
        for one, other in combinations(mattes.values(), 2):
            assert not (np.minimum(one, other) > 0).any()


def test_a_scene_shows_all_its_masks(fmld, scenes):
    record = next(record for record in made(scenes) if len(record.masks) > 1)
    picture = cv2.imread(str(scenes / record.image)).astype(int)
    before = cv2.imread(str(fmld / record.source.path)).astype(int)
    for _, mask in record.masks:
        matte = cv2.imread(str(scenes / mask.matte), cv2.IMREAD_UNCHANGED)
        assert np.abs(picture - before)[matte == 255].mean() > 15


def test_the_test_part_stays_as_it_is_byte_by_byte(fmld, scenes):
    pictures = [record for record in read_manifest(scenes) if record.split == "test"]
    assert len(pictures) == 3
    for record in pictures:
        assert record.kind == "real"
        assert (scenes / record.image).read_bytes() == (fmld / record.source.path).read_bytes()


def test_the_test_part_is_used_when_asked(fmld, tmp_path):
    enhance(fmld, tmp_path / "out", include_test=True)
    leading = {(r.source.path[-8:], r.leading.index) for r in made(tmp_path / "out") if r.split == "test"}
    assert leading == {("0100.jpg", 0), ("0101.jpg", 0)}  # its second face is difficult


def test_crops_are_cut_along_the_boxes(fmld, tmp_path):
    enhance(fmld, tmp_path / "out", crop="face", format="png")
    for record in read_manifest(tmp_path / "out"):
        assert (record.width, record.height) == (SIDE, TALL)
        left, top = (int(side) for side in record.leading.source_box[:2])
        if record.kind == "real":
            original = cv2.imread(str(fmld / record.source.path))[top : top + TALL, left : left + SIDE]
            assert np.array_equal(cv2.imread(str(tmp_path / "out" / record.image)), original)


def test_every_face_that_counts_becomes_a_crop(crops):
    kept = Counter((record.split, record.label) for record in real(crops))
    assert kept == {
        ("train", "none"): 9,
        ("train", "correct"): 8,
        ("train", "incorrect"): 1,
        ("test", "none"): 2,
        ("test", "correct"): 1,
        ("test", "incorrect"): 1,
    }
    assert all(len(record.faces) == 1 and not record.leading.difficult for record in read_manifest(crops))
    assert Counter(record.label for record in made(crops)) == {"incorrect": 18}


@pytest.mark.parametrize("crop", ["none", "face"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_balance_is_exact_and_leaves_the_test_part_alone(fmld, tmp_path, crop, seed):
    enhance(fmld, tmp_path / "out", crop=crop, seed=seed, per_face=None, balance=True)
    records = read_manifest(tmp_path / "out")
    counted = Counter(label for record in records if record.split == "train" for label in record.labels)
    assert counted["correct"] == counted["incorrect"] == counted["none"] > 4
    assert made(tmp_path / "out")
    tested = Counter(label for record in records if record.split == "test" for label in record.labels)
    assert tested == {"none": 2, "correct": 1, "incorrect": 1}


def test_balanced_crops_use_as_many_faces_as_there_are(fmld, tmp_path):
    summary = enhance(fmld, tmp_path / "out", crop="face", per_face=None, balance=True)
    assert summary.faces_by_label == {"correct": 8 + 1, "incorrect": 8 + 1, "none": 8 + 2}
    assert len(made(tmp_path / "out")) == 7  # one is real


def test_a_count_is_met_exactly(fmld, tmp_path):
    assert enhance(fmld, tmp_path / "out", per_face=None, count=25).missing == 0
    assert len(made(tmp_path / "out")) == 25


@pytest.mark.parametrize("options", [{}, {"crop": "face", "balance": True, "per_face": None}])
def test_two_workers_write_the_same_bytes_as_one(fmld, tmp_path, options):
    for workers in (1, 2):
        enhance(fmld, tmp_path / str(workers), workers=workers, **options)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.parametrize("at", [3, 20, 28])
def test_an_interrupted_run_ends_with_the_same_bytes(fmld, scenes, tmp_path, monkeypatch, at):
    from tests.generation.test_resume import stop_at

    stop_at(monkeypatch, at)
    with pytest.raises(KeyboardInterrupt):
        enhance(fmld, tmp_path / "out")
    monkeypatch.undo()
    enhance(fmld, tmp_path / "out", resume=True)
    assert contents(tmp_path / "out") == contents(scenes)


def test_a_changed_annotation_ends_a_resumed_run(fmld, tmp_path, monkeypatch):
    from tests.generation.test_resume import stop_at

    source = shutil.copytree(fmld, tmp_path / "FMLD")
    stop_at(monkeypatch, 3)
    with pytest.raises(KeyboardInterrupt):
        enhance(source, tmp_path / "out")
    monkeypatch.undo()
    path = source / "FMLD_annotations" / "train" / "train_0000.xml"
    path.write_text(path.read_text().replace("unmasked_face", "masked_face"))
    with pytest.raises(UserError, match="since the run began"):
        enhance(source, tmp_path / "out", resume=True)


@pytest.mark.parametrize("kind", ["scenes", "crops"])
def test_a_sound_set_is_sound(kind, request):
    output = request.getfixturevalue(kind)
    found = verify(output, workers=1, engine_factory=fake_engine)
    assert found.faults == []
    assert found.levels == {"rendered": found.pictures}


def test_without_the_photographs_mattes_are_measured(scenes, tmp_path):
    found = verify(scenes, workers=1, engine_factory=fake_engine, source_folder=tmp_path)
    assert found.faults == []
    assert found.levels == {"matte": len(made(scenes)), "recorded": len(real(scenes))}


def edited(scenes, folder, change):
    """A copy of a set, in whose first scene with two masks something is changed."""
    output = shutil.copytree(scenes, folder)
    lines = [json.loads(line) for line in (output / "manifest.jsonl").read_text().splitlines()]
    record = next(one for one in lines if any(face["mask"] for face in one["faces"][1:]))
    change(record, next(face for face in record["faces"][1:] if face["mask"]))
    (output / "manifest.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    return {fault.kind for fault in verify(output, workers=1, engine_factory=fake_engine).faults}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda record, face: face.update(label="correct"), "wrong_label"),
        (lambda record, face: face["coverage"].update(lips=0.5), "wrong_coverage"),
        (lambda record, face: face["mask"]["parameters"].update(top=0.0), "other_pixels"),
        (lambda record, face: face["mask"].update(template_sha256="x"), "not_rendered"),
        (lambda record, face: record.update(kind="real"), "wrong_label"),
    ],
)
def test_faults_of_further_faces_are_found(scenes, tmp_path, change, kind):
    assert kind in edited(scenes, tmp_path / "out", change)


def test_a_damaged_matte_of_a_further_face_is_found(scenes, tmp_path):
    output = shutil.copytree(scenes, tmp_path / "out")
    matte = next((output / "mattes").rglob("*-face*.png"))
    matte.write_bytes(b"x")
    faults = verify(output, workers=1, engine_factory=fake_engine).faults
    assert [(fault.where, fault.kind) for fault in faults] == [
        (matte.relative_to(output).as_posix(), "changed")
    ]


def test_a_set_is_counted_by_faces_too(scenes):
    counted = statistics_of(scenes)
    records = read_manifest(scenes)
    assert counted.pictures == len(records) == 18 + 13
    assert counted.faces == dict(
        Counter(label for record in records for label in record.labels).most_common()
    )
    assert sum(counted.face_sizes.values()) == len(records)


def test_the_finished_set_reads_back_with_all_faces(scenes):
    images = list(READERS["manifest"](scenes))
    for image, record in zip(images, read_manifest(scenes), strict=True):
        assert [face.label for face in image.faces] == [face.label for face in record.faces]
        assert image.faces[0].label == record.label
        assert all(face.attributes["gender"] == "male" for face in image.faces)
        assert sum(face.matte is not None for face in image.faces) == len(record.masks)


def test_faces_that_stand_too_close_are_left_bare(tmp_path):
    write_scene(tmp_path / "in", "train", 1, (BARE, MASKED), gap=2)
    write_scene(tmp_path / "in", "train", 2, (BARE, INVALID), gap=-30)
    enhance(tmp_path / "in", tmp_path / "out", wear="nose_exposed")
    assert made(tmp_path / "out") == []
    reasons = {one.reason for one in read_lines(tmp_path / "out" / "rejected.jsonl", Rejection)}
    assert {"neighbor_covered", "crowded"} <= reasons


def test_copies_in_both_parts_stay_in_the_test_part_only(tmp_path):
    kept = write_scene(tmp_path / "in", "test", 1, (BARE,))
    write_scene(tmp_path / "in", "train", 2, (MASKED,))
    same = write_scene(tmp_path / "in", "train", 3, (BARE,))
    shutil.copy(kept, same)
    alike = write_scene(tmp_path / "in", "train", 4, (BARE,))
    cv2.imwrite(str(alike), cv2.imread(str(kept)), [cv2.IMWRITE_JPEG_QUALITY, 70])
    enhance(tmp_path / "in", tmp_path / "out")
    used = {(record.source.path[-8:], record.split) for record in read_manifest(tmp_path / "out")}
    assert used == {("0001.jpg", "test"), ("0002.jpg", "train")}
    rejected = {
        one.source[-8:]: one.reason for one in read_lines(tmp_path / "out" / "rejected.jsonl", Rejection)
    }
    assert rejected == {"0003.jpg": "duplicate", "0004.jpg": "near_duplicate"}
    assert verify(tmp_path / "out", workers=1, engine_factory=fake_engine).faults == []


def test_a_set_without_splits_is_split_here_and_its_test_part_stays_real(tmp_path):
    from tests.fake_engine import write_photograph

    for seed in range(20):
        write_photograph(
            tmp_path / "in" / ("without_mask" if seed % 2 else "with_mask") / f"{seed}.png", seed
        )
    run(tmp_path / "in", tmp_path / "out", input_format="auto", split="train=0.5,test=0.5", per_face=1)
    splits = Counter((record.split, record.kind) for record in read_manifest(tmp_path / "out"))
    assert splits["test", "real"] + splits["train", "real"] == 20
    assert splits["train", "synthetic"] > 0
    assert splits["test", "synthetic"] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"input_format": "fmdl"}, "did you mean fmld"),
        ({"crop": "tight"}, "`crop` of an annotated set"),
        ({"crop": "varied"}, "`crop` of an annotated set"),
        ({"include_unmasked": True}, "drop `include_unmasked`"),
        ({"input_format": "photographs", "balance": True}, "need an annotated set"),
    ],
)
def test_mistakes_stop_before_anything_is_written(fmld, tmp_path, options, message):
    with pytest.raises(UserError, match=message):
        enhance(fmld, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_set_without_a_class_cannot_be_balanced(tmp_path):
    write_scene(tmp_path / "in", "train", 1, (BARE,))
    with pytest.raises(UserError, match="the set has no faces of the class correct"):
        enhance(tmp_path / "in", tmp_path / "out", balance=True)
    assert not (tmp_path / "out").exists()


def test_a_broken_annotation_stops_before_anything_is_written(fmld, tmp_path):
    source = shutil.copytree(fmld, tmp_path / "FMLD")
    (source / "FMLD_annotations" / "train" / "train_0003.xml").write_text("<annotation>")
    with pytest.raises(UserError, match=r"train_0003\.xml is not XML"):
        enhance(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_balance_takes_made_pictures_out_again_where_too_many_were_wanted(fmld, tmp_path):
    summary = enhance(fmld, tmp_path / "out", crop="face", balance=True, include_test=True)
    assert len(set(summary.faces_by_label.values())) == 1
    rejected = [
        one for one in read_lines(tmp_path / "out" / "rejected.jsonl", Rejection) if one.stage == "balance"
    ]
    assert len(rejected) == summary.rejected["surplus"] > 0
    assert verify(tmp_path / "out", workers=1, engine_factory=fake_engine).faults == []


def test_overlays_of_an_enhanced_set_are_written(scenes, tmp_path):
    from fmld_synth.overlays.export import export_overlays

    layers = export_overlays(scenes, tmp_path / "overlays", workers=1, engine_factory=fake_engine)
    assert layers == len(made(scenes))


@pytest.mark.parametrize(
    ("kind", "format_name", "reader"),
    [
        ("scenes", "coco", "coco"),
        ("scenes", "yolo", "yolo"),
        ("scenes", "pascal-voc", "pascal_voc"),
        ("crops", "image-folder", "class_folders"),
    ],
)
def test_an_exported_set_reads_back_with_all_labels(kind, format_name, reader, request, tmp_path):
    from typer.testing import CliRunner

    from fmld_synth.cli.main import app

    output = request.getfixturevalue(kind)
    done = CliRunner().invoke(
        app, ["export", str(output), "--to", format_name, "--output", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.output
    there, back = (
        Counter((image.split, face.label) for image in images for face in image.faces if face.label)
        for images in (READERS["manifest"](output), READERS[reader](tmp_path / "out"))
    )
    assert there == back
