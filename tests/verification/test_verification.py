"""Verification finds every kind of damage, and a sound set sound."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine
from tests.making_sets import run
from tests.manifest_lines import edit_line


@pytest.fixture(scope="module")
def sound(photographs, tmp_path_factory):
    output = tmp_path_factory.mktemp("sound") / "out"
    run(photographs, output, include_unmasked=True, split="train=0.5,test=0.5")
    return output


@pytest.fixture
def dataset(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "out")


def check(folder: Path, **options):
    return verify(folder, workers=1, engine_factory=fake_engine, **options)


def kinds(folder: Path, **options) -> set[str]:
    return {fault.kind for fault in check(folder, **options).faults}


def edit(folder: Path, changes, choose=lambda record: record["template"]) -> dict:
    """Change the first chosen record of the manifest, by default one with a mask."""
    return edit_line(folder, changes, choose)


def test_a_sound_set_is_sound(sound):
    found = check(sound)
    assert found.faults == []
    assert found.levels == {"rendered": found.pictures}


def test_two_workers_find_the_same(dataset):
    (dataset / "images" / "stray.jpg").write_bytes(b"")
    edit(dataset, {"faces.0.label": "correct"})
    assert verify(dataset, workers=2, engine_factory=fake_engine) == check(dataset)


@pytest.mark.parametrize("kind_of_file", ["image", "matte"])
def test_a_flipped_byte_is_found(dataset, kind_of_file):
    path = dataset / getattr(read_manifest(dataset)[0], kind_of_file)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    faults = check(dataset).faults
    assert [(fault.where, fault.kind) for fault in faults] == [
        (path.relative_to(dataset).as_posix(), "changed")
    ]


def test_a_missing_and_an_unlisted_file_are_found(dataset):
    (dataset / read_manifest(dataset)[0].image).rename(dataset / "images" / "elsewhere.jpg")
    assert kinds(dataset) == {"missing", "unlisted"}


def test_a_wrong_label_is_found(dataset):
    record = edit(dataset, {"faces.0.label": "correct"})
    faults = check(dataset).faults
    assert [(fault.where, fault.kind) for fault in faults] == [(record["id"], "wrong_label")]


def test_a_picture_filed_under_another_state_is_found(dataset):
    changes = {"faces.0.wear_state": "chin_exposed"}
    edit(dataset, changes, lambda record: record["wear_state"] == "nose_exposed")
    assert {"wrong_label", "broken_contract", "misplaced"} <= kinds(dataset)


def test_forged_coverage_is_found_by_rendering_again(dataset):
    edit(dataset, {"faces.0.coverage.chin": 0.951})
    assert kinds(dataset) == {"wrong_coverage"}


def test_forged_pixels_with_a_matching_checksum_are_found(dataset):
    from fmld_synth.files import sha256_of

    record = read_manifest(dataset)[0]
    path = dataset / record.image
    picture = cv2.imread(str(path))
    picture[:5] = 0
    cv2.imwrite(str(path), picture)
    edit(dataset, {"image_sha256": sha256_of(path.read_bytes())})
    assert kinds(dataset) == {"other_pixels", "fingerprint"}


def test_a_removed_line_is_found(dataset):
    lines = (dataset / "manifest.jsonl").read_text().splitlines(keepends=True)
    (dataset / "manifest.jsonl").write_text("".join(lines[1:]))
    assert kinds(dataset) == {"unlisted", "fingerprint"}


def test_a_person_in_two_splits_is_found(dataset):
    records = read_manifest(dataset)
    train = next(record for record in records if record.split == "train")
    edit(dataset, {"identity": train.identity}, lambda record: record["split"] == "test")
    faults = check(dataset).faults
    assert [(fault.where, fault.kind) for fault in faults] == [(train.identity, "leak")]


def test_without_photographs_the_mattes_are_measured(dataset, tmp_path):
    found = check(dataset, source_folder=tmp_path)
    assert found.faults == []
    assert found.levels == {"matte": 24, "recorded": 8}


def test_without_photographs_a_matte_that_contradicts_its_label_is_found(dataset, tmp_path):
    from fmld_synth.files import sha256_of

    record = next(record for record in read_manifest(dataset) if record.wear_state == "mouth_exposed")
    matte = np.zeros((record.height, record.width), np.uint8)
    left, _, width, _ = (int(value) for value in record.mask_box)
    matte[:, left : left + width] = 255
    cv2.imwrite(str(dataset / record.matte), matte)
    digest = sha256_of((dataset / record.matte).read_bytes())

    changes = {"faces.0.mask.matte_sha256": digest, "faces.0.mask.box": [left, 0, width, record.height]}
    edit(dataset, changes, lambda one: one["id"] == record.id)
    assert kinds(dataset, source_folder=tmp_path) == {"wrong_matte", "fingerprint"}


def test_a_changed_template_is_named(dataset):
    edit(dataset, {"faces.0.mask.template_sha256": "0" * 64})
    assert kinds(dataset) == {"not_rendered"}


def test_a_folder_without_a_manifest_is_no_set(tmp_path):
    with pytest.raises(UserError, match=r"no manifest\.jsonl"):
        verify(tmp_path, workers=1, engine_factory=fake_engine)


def test_a_broken_line_is_named(dataset):
    with (dataset / "manifest.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(UserError, match=r"manifest\.jsonl, line 33: id"):
        check(dataset)
