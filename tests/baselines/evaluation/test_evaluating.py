"""Whole evaluations by the command line, of tiny networks on a few pictures."""

import json
import shutil

import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image
from typer.testing import CliRunner

from fmld_synth.baselines.harness.model_file import ModelDescription, save_model
from fmld_synth.cli.main import app
from fmld_synth.cli.option_names import in_options
from fmld_synth.errors import UserError
from tests.baselines.tiny_networks import save_tiny

FOLDERS = ("correct", "incorrect", "without_mask")
COCO_CLASSES = ("with_mask", "incorrect", "without_mask")


@pytest.fixture
def class_folders(tmp_path):
    """Four noisy pictures of each of three classes."""
    random = np.random.default_rng(0)
    for folder in FOLDERS:
        (tmp_path / "set" / folder).mkdir(parents=True)
        for i in range(4):
            pixels = random.integers(0, 256, (48, 40, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "set" / folder / f"{i}.png")
    return tmp_path / "set"


@pytest.fixture
def coco_set(tmp_path):
    """Two pictures with four boxes in COCO's format."""
    folder = tmp_path / "scenes"
    (folder / "images").mkdir(parents=True)
    for name in ("a.png", "b.png"):
        Image.fromarray(skimage.data.astronaut()[:128, 150:310]).save(folder / "images" / name)
    boxes = [
        (1, 1, (10, 10, 40, 40)),
        (1, 3, (80, 20, 60, 60)),
        (2, 2, (40, 40, 60, 60)),
        (2, 3, (0, 0, 30, 30)),
    ]
    content = {
        "images": [
            {"id": i + 1, "file_name": name, "width": 160, "height": 128}
            for i, name in enumerate(("a.png", "b.png"))
        ],
        "categories": [{"id": i + 1, "name": name} for i, name in enumerate(COCO_CLASSES)],
        "annotations": [
            {
                "id": i,
                "image_id": image,
                "category_id": category,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": 0,
            }
            for i, (image, category, box) in enumerate(boxes, start=1)
        ],
    }
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


def evaluate(*arguments):
    """The report as the command prints it, and as it is in its folder."""
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments), "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def refused(*arguments):
    """The message of an evaluation that is the user's mistake."""
    result = CliRunner().invoke(app, ["evaluate", *map(str, arguments)])
    assert isinstance(result.exception, UserError)
    assert "\n" not in str(result.exception)
    return in_options(str(result.exception))


def test_a_classifier_on_class_folders(tiny, class_folders, tmp_path):
    model, output = save_tiny("tiny-classifier", tmp_path / "model.safetensors"), tmp_path / "report"
    report = evaluate(model, class_folders, "--split", "all", "--output", output)
    figures = report["classification"]
    assert figures["faces"] == figures["groups"] == 12
    assert np.sum(figures["confusion"], axis=1).tolist() == [4, 4, 4]
    assert report["labels"] == "three" and report["faces_from"] == "boxes" and not report["skipped"]
    assert json.loads((output / "report.json").read_text()) == report
    lines = [json.loads(line) for line in (output / "predictions.jsonl").read_text().splitlines()]
    assert len(lines) == 12
    right = [max(line["probabilities"], key=line["probabilities"].get) == line["label"] for line in lines]
    assert np.mean(right) == pytest.approx(figures["accuracy"]["value"])
    text = (output / "report.md").read_text()
    pictures = [path.name for path in output.glob("*.png")]
    assert {"confusion.png", "roc.png", "precision_recall.png", "reliability.png", "mistakes.png"} == set(
        pictures
    )
    assert all(f"({name})" in text for name in pictures) and "balanced accuracy" in text
    assert not list(output.glob(".*"))


def test_classes_of_other_names_and_classes_to_leave_out(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    first, second, _ = (class_folders / name for name in FOLDERS)
    first.rename(class_folders / "good")
    second.rename(class_folders / "helmet")
    options = ["--split", "all", "--output", tmp_path / "report"]
    assert "none of its folders has the name of a class" in refused(model, class_folders, *options)
    report = evaluate(model, class_folders, *options, "--classes", "good=correct,helmet=")
    assert report["classification"]["faces"] == 8


def test_equal_evaluations_give_equal_reports(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    first, again, batches = (
        evaluate(
            model, class_folders, "--split", "all", "--output", tmp_path / "report", "--batch-size", size
        )
        for size in (64, 64, 5)
    )
    assert first["classification"] == again["classification"]
    assert first["classification"]["confusion"] == batches["classification"]["confusion"]


def test_a_broken_picture_is_skipped_and_counted(tiny, class_folders, tmp_path):
    (class_folders / "correct" / "0.png").write_bytes(
        (class_folders / "correct" / "0.png").read_bytes()[:400]
    )
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    report = evaluate(model, class_folders, "--split", "all", "--output", tmp_path / "report")
    assert report["classification"]["faces"] == 11
    assert [one["path"].endswith("correct/0.png") for one in report["skipped"]] == [True]
    assert "Could not be read, see report.json: 1 image." in (tmp_path / "report" / "report.md").read_text()


def test_a_class_without_pictures_is_named(tiny, class_folders, tmp_path):
    shutil.rmtree(class_folders / "incorrect")
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    report = evaluate(model, class_folders, "--split", "all", "--output", tmp_path / "report")
    assert report["classification"]["absent"] == ["incorrect"]
    assert "no face of class incorrect" in (tmp_path / "report" / "report.md").read_text()


def test_faces_that_are_not_found_are_counted(tiny, class_folders, tmp_path):
    for folder in FOLDERS[1:]:
        shutil.rmtree(class_folders / folder)
    Image.fromarray(skimage.data.astronaut()).save(class_folders / "correct" / "0.png")
    Image.fromarray(np.full((60, 60, 3), 127, np.uint8)).save(class_folders / "correct" / "1.png")
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    report = evaluate(
        model, class_folders, "--split", "all", "--faces", "finder", "--output", tmp_path / "report"
    )
    assert report["faces_from"] == "finder" and 1 <= report["faces_not_found"] <= 3
    first = json.loads((tmp_path / "report" / "predictions.jsonl").read_text().splitlines()[0])
    assert 60 < first["box"][2] < 150


def test_a_detector_on_portraits(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-detector", tmp_path / "model.safetensors")
    report = evaluate(model, class_folders, "--split", "all", "--output", tmp_path / "report")
    own, by_mask = report["portraits"]
    assert (own["label_scheme"], by_mask["label_scheme"]) == ("three", "masked")
    assert own["pictures"] == 12 and own["found"] == by_mask["found"]
    assert by_mask["right"]["value"] >= own["right"]["value"]
    assert report["detection"] is report["classification"] is None


def test_a_detector_on_scenes(tiny, coco_set, tmp_path):
    model = save_tiny("tiny-detector", tmp_path / "model.safetensors")
    report = evaluate(model, coco_set, "--split", "all", "--output", tmp_path / "report", "--confidence", 0.1)
    figures = report["detection"]
    assert figures["faces"] == 4 and np.sum(figures["confusion"][:-1]) == 4
    assert 0 <= figures["mean_ap50"] <= 1
    assert {path.name for path in (tmp_path / "report").glob("*.png")} >= {
        "confusion.png",
        "precision_recall.png",
    }


def test_coarser_labels_can_be_asked_for(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    report = evaluate(
        model, class_folders, "--split", "all", "--labels", "masked", "--output", tmp_path / "report"
    )
    assert [one["name"] for one in report["classification"]["classes"]] == ["mask", "no_mask"]
    assert "judged by masked" in (tmp_path / "report" / "report.md").read_text()


def test_people_read_tables(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    result = CliRunner().invoke(
        app,
        ["evaluate", str(model), str(class_folders), "--split", "all", "--output", str(tmp_path / "report")],
    )
    assert result.exit_code == 0
    assert "balanced accuracy" in result.stdout and "report.md" in result.stdout


def test_mistakes_of_the_user(tiny, class_folders, tmp_path):
    classifier = save_tiny("tiny-classifier", tmp_path / "classifier.safetensors")
    detector = save_tiny("tiny-detector", tmp_path / "detector.safetensors")
    given = classifier, class_folders, "--output", tmp_path / "report"
    assert "--split: unknown split 'sunday'" in refused(*given, "--split", "sunday")
    assert "--labels wear tells apart" in refused(*given, "--labels", "wear", "--split", "all")
    assert "--labels: unknown label scheme 'eleven'" in refused(
        *given, "--labels", "eleven", "--split", "all"
    )
    assert "a detector finds faces itself" in refused(detector, *given[1:], "--faces", "finder")
    assert "no such model" in refused(tmp_path / "nothing.safetensors", *given[1:])
    assert not (tmp_path / "report").exists()


def test_a_class_that_the_model_does_not_know(tiny, class_folders, tmp_path):
    description = ModelDescription(
        baseline="tiny-classifier", classes=("correct", "none"), label_scheme="three"
    )
    torch.manual_seed(0)
    save_model(description.build(), description, tmp_path / "two.safetensors")
    message = refused(
        tmp_path / "two.safetensors", class_folders, "--split", "all", "--output", tmp_path / "report"
    )
    assert "incorrect" in message and "does not know" in message


def test_an_empty_split(tiny, class_folders, tmp_path):
    (class_folders / "train").mkdir()
    for folder in FOLDERS:
        shutil.move(class_folders / folder, class_folders / "train" / folder)
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    message = refused(model, class_folders, "--output", tmp_path / "report")
    assert "--split test" in message and "--split all" in message


def test_a_detector_of_the_users_finds_the_faces(tiny, class_folders, tmp_path):
    classifier = save_tiny("tiny-classifier", tmp_path / "classifier.safetensors")
    detector = save_tiny("tiny-detector", tmp_path / "detector.safetensors")
    output = tmp_path / "report"
    given = classifier, class_folders, "--split", "all", "--output", output, "--faces", "finder", "--finder"
    for wrong, words in (
        (classifier, "finds no faces; give a detector"),
        ("nothing", "--finder: nothing: no such"),
    ):
        assert words in refused(*given, wrong)
        assert not output.exists()
    assert "the finder belong to --faces finder" in refused(*given[:-3], "--finder", detector)
    assert "a detector finds faces itself" in refused(detector, *given[1:], detector)
    report = evaluate(*given, detector)
    assert (report["finder"], report["gamma"]) == (str(detector), 1)
    assert report["faces_from"] == "finder" and report["classification"]["faces"] == 12
    lines = [json.loads(line) for line in (output / "predictions.jsonl").read_text().splitlines()]
    whole = [0.0, 0.0, 40.0, 48.0]
    assert sum(line["box"] == whole for line in lines) == report["faces_not_found"] < 12


def test_gamma_corrects_what_the_classifier_sees(tiny, class_folders, tmp_path):
    model = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    given = model, class_folders, "--split", "all", "--faces", "finder", "--output"
    plain, corrected, same = (
        evaluate(*given, tmp_path / name, "--gamma", gamma)
        and (tmp_path / name / "predictions.jsonl").read_text()
        for name, gamma in (("plain", 1), ("corrected", 3), ("same", 1))
    )
    assert plain == same != corrected


def test_a_set_with_people_and_states_shows_where_the_gaps_are(tiny, coco_set, tmp_path):
    path = coco_set / "annotations.json"
    content = json.loads(path.read_text())
    for annotation, person in zip(content["annotations"], ("ann", "ben", "ann", "cleo"), strict=True):
        annotation["attributes"] = {"person": person, "finer": "chin"}
    content["annotations"].append({**content["annotations"][2], "id": 9, "attributes": {"person": "dan"}})
    path.write_text(json.dumps(content))
    model, output = save_tiny("tiny-classifier", tmp_path / "model.safetensors"), tmp_path / "report"
    asked = ("--split", "all", "--prior", "incorrect=0.02", "--sizes", "8,16")
    found = evaluate(model, coco_set, *asked, "--output", output)
    figures = found["classification"]
    assert figures["groups"] == 4  # ann, ben, cleo, dan
    assert found["prior"] == {"incorrect": 0.02}
    assert [row["share"] for row in figures["mixture"]["classes"] if row["name"] == "incorrect"] == [0.02]
    states = {row["name"]: row["faces"] for row in figures["states"]}
    assert states == {"correct": 1, "chin": 1, "not told": 1, "unmasked": 2}
    assert [row["name"] for row in figures["sizes"]] == ["8 px", "16 px"]
    assert sum(row["faces"] for row in figures["skin_tones"]) == figures["faces"] == 5
    text = (output / "report.md").read_text()
    for title in (
        "In the other mixture of classes",
        "By wear state",
        "The same faces, made small",
        "By tone of skin",
    ):
        assert f"## {title}" in text


def test_a_prior_is_of_classifiers_and_of_classes_that_the_set_has(tiny, coco_set, tmp_path):
    detector = save_tiny("tiny-detector", tmp_path / "detector.safetensors")
    assert "--prior" in refused(detector, coco_set, "--split", "all", "--prior", "incorrect=0.02")
    classifier = save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    line = refused(
        classifier, coco_set, "--split", "all", "--prior", "wrong=0.02", "--output", tmp_path / "r"
    )
    assert "Valid: correct, incorrect, none" in line
