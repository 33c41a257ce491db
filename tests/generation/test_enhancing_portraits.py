"""The recipe with the real engine, on a scene of two public-domain portraits."""

import cv2
import numpy as np
import pytest

from fmld_synth.api import render
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.generation.run import generate
from fmld_synth.geometry import Box
from fmld_synth.verification.verification import verify
from tests.dataset.readers.layouts import fmld_fields, voc_object, write_voc
from tests.faces.portraits import admiral, astronaut
from tests.making_sets import contents

FACES = {"astronaut": Box(176, 68, 98, 132), "admiral": Box(185, 105, 150, 185)}
HEIGHT = 440


@pytest.fixture(scope="module")
def fmld(tmp_path_factory):
    """A train scene with both faces bare, and a test scene with one."""
    root = tmp_path_factory.mktemp("input") / "FMLD"
    pictures = {"astronaut": astronaut()[:HEIGHT], "admiral": admiral()[:HEIGHT]}
    for split, names in (("train", ("astronaut", "admiral")), ("test", ("astronaut",))):
        path = f"{split}-images/images/{split}_1.png"
        scene = np.hstack([pictures[name] for name in names])
        if split == "test":
            scene = np.ascontiguousarray(255 - scene[::-1])  # no look-alike of the train scene
        (root / "MAFA" / path).parent.mkdir(parents=True)
        cv2.imwrite(str(root / "MAFA" / path), cv2.cvtColor(scene, cv2.COLOR_RGB2BGR))
        objects, left = [], 0
        for name in names:
            box = FACES[name]
            corners = (left + box.x, box.y, left + box.x + box.width, box.y + box.height)
            objects.append(voc_object("unmasked_face", corners, f"<gender>female</gender><who>{name}</who>"))
            left += pictures[name].shape[1]
        fields = fmld_fields(split, "MAFA", path)
        size = scene.shape[1], scene.shape[0]
        write_voc(root / "FMLD_annotations" / split / f"{split}_1.xml", *objects, size=size, fields=fields)
    return root


def enhance(source, output, **options):
    values = {"input": source, "output": output, "input_format": "fmld", "workers": 1, **options}
    return generate(make_configuration(values))


@pytest.fixture(scope="module")
def enhanced(fmld, tmp_path_factory):
    output = tmp_path_factory.mktemp("output") / "out"
    enhance(fmld, output, per_face=3)
    return output


def test_both_faces_are_found_and_wear_masks_apart_or_together(enhanced):
    made = [record for record in read_manifest(enhanced) if record.kind == "synthetic"]
    assert {record.leading.attributes["who"] for record in made} == {"astronaut", "admiral"}
    assert {len(record.masks) for record in made} == {1, 2}
    for record in made:
        assert record.label == "incorrect"
        assert {face.label for face in record.faces} <= {"incorrect", "none"}


def test_a_mask_stays_out_of_the_other_face(enhanced):
    for record in read_manifest(enhanced):
        if record.matte is not None:
            matte = cv2.imread(str(enhanced / record.matte), cv2.IMREAD_UNCHANGED)
            _, other = record.faces
            x, y, width, height = (round(side) for side in other.box)
            assert matte[y : y + height, x : x + width].mean() < 0.3
            x, y, width, height = (round(side) for side in record.face_box)
            assert (matte[y : y + height, x : x + width] > 0).mean() > 0.01


def test_the_set_is_sound_and_renders_again(enhanced):
    found = verify(enhanced, workers=1)
    assert found.faults == []
    assert found.levels == {"rendered": found.pictures}
    record = next(record for record in read_manifest(enhanced) if len(record.masks) == 2)
    written = cv2.cvtColor(cv2.imread(str(enhanced / record.image)), cv2.COLOR_BGR2RGB).astype(int)
    assert np.abs(render(record).astype(int) - written).mean() < 3


def test_two_workers_write_the_same_bytes(fmld, enhanced, tmp_path):
    enhance(fmld, tmp_path / "out", per_face=3, workers=2)
    assert contents(tmp_path / "out") == contents(enhanced)


def test_crops_are_balanced_and_keep_their_label(fmld, tmp_path):
    enhance(fmld, tmp_path / "out", crop="face", count=4, wear="nose_exposed,mouth_exposed")
    made = [record for record in read_manifest(tmp_path / "out") if record.kind == "synthetic"]
    assert len(made) == 4
    assert {(record.width, record.height) for record in made} == {(98, 132), (150, 185)}
    assert verify(tmp_path / "out", workers=1).faults == []
