"""Croissant: valid, and the set can be read back through it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import cv2
import mlcroissant
import numpy as np
import pytest

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.dataset.records import Record
from fmld_synth.publish.contents import survey
from fmld_synth.publish.describing import describe
from fmld_synth.publish.hugging_face_package import make_package as make_for_hub
from fmld_synth.publish.kaggle_metadata import Names
from fmld_synth.publish.kaggle_package import make_package as make_for_kaggle
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine
from tests.making_sets import run
from tests.publish.test_kaggle_package import unpacked

NAMES = Names(
    "somebody", "face-masks", "Incorrectly worn face masks", "Pictures with measured labels and boxes"
)
LAYOUTS = ("set", "kaggle", "kaggle in parts", "imagefolder", "webdataset")


@pytest.fixture(scope="module")
def copy(photographs, tmp_path_factory) -> Path:
    """A set that a description may be written into."""
    output = tmp_path_factory.mktemp("described") / "out"
    run(photographs, output, include_unmasked=True)
    return output


@pytest.fixture(params=LAYOUTS)
def published(request, copy, tmp_path, publication) -> Path:
    """Where the description of a published set lies, with its files as people get them."""
    contents = survey(copy)
    if request.param == "set":
        return describe(contents, publication).parent
    if request.param.startswith("kaggle"):
        limit = 40_000 if request.param == "kaggle in parts" else 2**30
        package = make_for_kaggle(
            contents, publication, NAMES, tmp_path / "package", public=False, limit=limit
        )
        return unpacked(package.folder, tmp_path / "downloaded")
    return make_for_hub(contents, publication, request.param, tmp_path / "package").folder


@pytest.fixture
def opened(published: Path) -> mlcroissant.Dataset:
    """The description, read and validated; what lies on the network is looked for here."""
    described = json.loads((published / "croissant.json").read_text())
    files = [node["@id"] for node in described["distribution"] if node["@type"] == "cr:FileObject"]
    here = {name: str(published if name == "repository" else published / name) for name in files}
    return mlcroissant.Dataset(published / "croissant.json", mapping=here)


def records_of(opened: mlcroissant.Dataset, name: str) -> dict[str, dict]:
    return {
        one[f"{name}/id"].decode(): {key.removeprefix(f"{name}/"): value for key, value in one.items()}
        for one in opened.records(name)
    }


def test_it_is_valid_croissant_1_1(opened):
    assert opened.metadata.ctx.issues.errors == set()
    assert opened.metadata.ctx.issues.warnings == set()
    assert opened.metadata.ctx.is_v1_1()


def test_pictures_are_read_back(opened, copy):
    found = records_of(opened, "pictures")

    records = read_manifest(copy)
    assert found.keys() == {record.id for record in records}
    for record in records:
        one = found[record.id]
        assert (one["width"], one["height"]) == (record.width, record.height)
        assert one["label"].decode() == record.label
        assert one["wear_state"].decode() == record.wear_state
        assert one["split"].decode() == record.split
        assert one["face_box"] == list(record.face_box)
        assert one["mask_box"] == (None if record.mask_box is None else list(record.mask_box))
        assert one["sha256"].decode() == record.image_sha256
        assert np.array_equal(np.asarray(one["picture"]), picture(copy, record))


def picture(folder: Path, record: Record) -> np.ndarray:
    return cv2.cvtColor(cv2.imread(str(folder / record.image)), cv2.COLOR_BGR2RGB)


def test_masks_are_read_back(opened, copy):
    found = records_of(opened, "masks")

    records = [record for record in read_manifest(copy) if record.matte is not None]
    blank = found.keys() - {record.id for record in records}  # shards hold an empty one for bare faces
    assert all(identifier.endswith("unmasked") for identifier in blank)
    assert not any(np.asarray(found[identifier]["mask"]).any() for identifier in blank)
    for record in records:
        matte = cv2.imread(str(copy / record.matte), cv2.IMREAD_GRAYSCALE)
        assert np.array_equal(np.asarray(found[record.id]["mask"].convert("L")), matte)
        assert found[record.id]["sha256"].decode() == record.matte_sha256


def test_labels_and_splits_are_enumerated(opened):
    labels = {one["labels/name"]: one["labels/class"] for one in opened.records("labels")}
    splits = {one["splits/name"]: one["splits/url"] for one in opened.records("splits")}

    assert labels == {"correct": 0, "incorrect": 1, "none": 2}
    assert splits["train"] == "cr:TrainingSplit"


def test_files_have_the_hashes_it_says(published):
    described = json.loads((published / "croissant.json").read_text())
    files = [node for node in described["distribution"] if node["@type"] == "cr:FileObject"]

    named = [node for node in files if node["@id"] != "repository"]
    assert len(named) >= 2
    for node in named:
        content = (published / node["@id"]).read_bytes()
        assert node["contentUrl"].endswith(node["@id"])
        assert node["sha256"] == hashlib.sha256(content).hexdigest()
        assert node["contentSize"] == f"{len(content)} B"


def test_it_says_where_it_comes_from_and_what_it_is_for(copy, publication):
    described = json.loads(describe(survey(copy), publication).read_text())

    assert described["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert described["prov:wasDerivedFrom"]["prov:label"] == publication.source
    assert described["prov:wasDerivedFrom"]["sc:license"] == publication.source_license
    assert survey(copy).fingerprint in described["prov:wasGeneratedBy"]["prov:label"]
    for field in (
        "dataBiases",
        "personalSensitiveInformation",
        "dataUseCases",
        "dataLimitations",
        "dataSocialImpact",
    ):
        assert described[f"rai:{field}"]


def test_boxes_say_their_order(copy, publication):
    """The validator does not look at the order of a box's numbers."""
    described = json.loads(describe(survey(copy), publication).read_text())

    boxes = [
        field
        for records in described["recordSet"]
        for field in records["field"]
        if field["dataType"] == "cr:BoundingBox"
    ]
    assert len(boxes) == 3
    assert {field["source"]["format"] for field in boxes} == {"XYWH"}


def test_a_described_set_has_no_fault(copy, publication):
    describe(survey(copy), publication)

    assert verify(copy, workers=1, engine_factory=fake_engine).faults == []


def test_a_set_without_mattes(photographs, tmp_path, publication):
    output = tmp_path / "out"
    run(photographs, output, mattes=False)

    described = mlcroissant.Dataset(describe(survey(output), publication))

    assert [one.uuid for one in described.metadata.record_sets] == [
        "splits",
        "labels",
        "wear_states",
        "pictures",
    ]
    assert len(list(described.records("pictures"))) == len(read_manifest(output))
