"""What a study of real photographs trains on and prints: its conditions, halves of people, mean and spread."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from synthetic_to_real.conditions import LATER_STATES, STEPS, alone, condition
from synthetic_to_real.few_real import merged, place_of, split_by_person
from synthetic_to_real.figures import over_seeds
from typer.testing import CliRunner

from fmld_synth.baselines.data.cutting import FACE_MARGIN
from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.cli.main import app
from fmld_synth.dataset.readers.open_set import open_set

PORTRAITS = Path(__file__).parents[2] / "examples" / "portraits"


def test_a_rendering_takes_all_steps_unless_they_are_left_out():
    plain, without = condition("mixed"), condition("mixed-prints-crop")
    assert plain.without == () and plain.generation == ["--rendering", "mixed"]
    assert without.without == ("prints", "crop")
    assert without.generation == ["--rendering", "mixed", "--prints", "0"]
    assert without.recipe == {"crop_margin": [0.035, 0.14, 0.14]}
    assert plain.recipe == {"crop_margin": list(FACE_MARGIN)}  # whatever the baseline's own recipe says


def test_before_takes_none_of_them_but_those_that_are_added():
    before, one = condition("before"), condition("before+finder")
    assert before.without == tuple(STEPS) and before.first_faces_only
    assert before.evaluation == ["--finder", "bundled"] and one.evaluation == []


def test_steps_that_change_no_picture_share_the_set_and_those_that_change_no_weights_the_training():
    full, finder, crop, prints = map(condition, ("full", "full-finder", "full-crop", "full-prints"))
    assert full.set_name == finder.set_name == crop.set_name != prints.set_name
    assert full.run_name == finder.run_name != crop.run_name


@pytest.mark.parametrize("name", ["full", "before", "before+states", "full-states"])
def test_every_condition_teaches_correct_masks_and_bare_faces(name):
    """Of a set without one of the classes nothing can be learnt."""
    command = ["generate", "--preset", "classifier", "--output", "unwritten", "--dry-run", "--input"]
    result = CliRunner().invoke(app, [*command, str(PORTRAITS), *condition(name).generation])
    assert result.exit_code == 0, result.output
    states = result.stdout.partition("Wear states")[2].partition("Splits")[0].split()
    assert {"correct", "unmasked"} < set(states)
    assert not set(LATER_STATES) & set(states) or "states" not in condition(name).without


def test_each_step_alone():
    names = [one.name for one in alone(["prints", "things"])]
    assert names == ["before", "before+prints", "before+things", "full"]


@pytest.mark.parametrize("text", ["round", "full-print", "before+", "fullprints"])
def test_unknown_conditions(text):
    with pytest.raises(argparse.ArgumentTypeError, match="valid:"):
        condition(text)


def test_mean_and_spread():
    assert over_seeds([0.8, 0.9]) == "0.850 ± 0.050"
    assert over_seeds([0.8]) == "0.800"
    assert over_seeds([0.8, None]) == over_seeds([]) == "–"


@pytest.fixture
def real(tmp_path):
    """Sixty faces of twenty people, three of each; one of them is not labeled."""
    folder = tmp_path / "real"
    folder.mkdir()
    for i in range(60):
        Image.fromarray(np.full((20, 30, 3), 4 * i, np.uint8)).save(folder / f"{i}.png")
    names = ("chin", "correct", "none", "unlabeled")
    content = {
        "images": [{"id": i, "file_name": f"{i}.png", "width": 30, "height": 20} for i in range(60)],
        "annotations": [
            {
                "id": i,
                "image_id": i,
                "category_id": 3 if i == 7 else i % 3,
                "bbox": [2, 3, 10, 12],
                "attributes": {"person": f"p{i // 3}"},
            }
            for i in range(60)
        ],
        "categories": [{"id": i, "name": name} for i, name in enumerate(names)],
    }
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def test_halves_share_nobody_and_keep_boxes_states_and_people(real, tmp_path):
    training, testing = split_by_person(real, tmp_path / "halves")
    learnt, judged = (list(open_set(half)(half)) for half in (training, testing))
    assert len(learnt) + len(judged) == 60
    people = [{image.identity for image in images} for images in (learnt, judged)]
    assert people[0] | people[1] == {f"p{i}" for i in range(20)} and not people[0] & people[1]
    assert people[1] == {f"p{i}" for i in range(20) if place_of(f"p{i}") >= 0.5}
    parts = splits_of(learnt)
    assert not {image.identity for image in parts["train"]} & {image.identity for image in parts["val"]}
    faces = [image.faces[0] for image in learnt + judged]
    assert {(face.label, face.wear_state) for face in faces} == {
        ("incorrect", "chin"),
        ("correct", "correct"),
        ("none", "unmasked"),
        (None, None),
    }
    assert all(face.box == (2, 3, 10, 12) and face.person for face in faces)


def test_a_set_of_both_has_the_pictures_of_both(real, tmp_path):
    training, _ = split_by_person(real, tmp_path / "halves")
    generated = tmp_path / "generated"
    (generated / "images").mkdir(parents=True)
    content = json.loads((real / "annotations.json").read_text())
    content["images"], content["annotations"] = content["images"][:1], content["annotations"][:1]
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save(generated / "images" / "0.png")
    (generated / "train.json").write_text(json.dumps(content))
    both = merged(tmp_path / "both", generated, training)
    again = merged(tmp_path / "both", generated, training)
    number = len(list(open_set(training)(training)))
    assert both == again and len(list(open_set(both)(both))) == number + 1
