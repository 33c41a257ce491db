"""``fmld-synth benchmark-baselines`` as a user meets it, with tiny networks."""

import json

import pytest

from fmld_synth.baselines.harness.model_file import load_model
from tests.baselines.comparison.conftest import write_class_folders
from tests.baselines.tiny_networks import save_tiny
from tests.cli.test_main import call

pytestmark = pytest.mark.usefixtures("tiny_entries")


@pytest.fixture
def dataset(tmp_path):
    return write_class_folders(tmp_path / "set")


@pytest.fixture
def models(tmp_path):
    """A run's folder of the classifier and a model file of the detector."""
    folder = tmp_path / "models"
    (folder / "tiny-classifier").mkdir(parents=True)
    save_tiny("tiny-classifier", folder / "tiny-classifier" / "model.safetensors")
    save_tiny("tiny-detector", folder / "aizoo-ssd.safetensors")
    return folder


def benchmark(dataset, output, *options):
    return call("benchmark-baselines", dataset, "--output", output, "--rounds", 1, *options)


def rows_of(output):
    report = json.loads((output / "benchmark.json").read_text())
    return report, {row["name"]: row for row in report["rows"]}


def test_models_are_judged_on_both_sets(dataset, models, tmp_path, capsys):
    real = write_class_folders(tmp_path / "real", splits=("",), pictures=2)
    output = tmp_path / "out"
    assert benchmark(dataset, output, "--models", models, "--real", real) == 0
    printed = capsys.readouterr().out
    report, rows = rows_of(output)
    classifier, detector = rows["tiny-classifier"], rows["aizoo-ssd"]
    assert (classifier["origin"], detector["origin"]) == ("own", "own")
    for row in rows.values():
        assert row["test"]["faces"] == 9 and row["real"]["faces"] == 6
        assert 0 <= row["test"]["accuracy"]["value"] <= 1
        assert 0 <= row["real"]["incorrect_recall"]["value"] <= 1
        evaluated = json.loads((output / row["test"]["report"] / "report.json").read_text())
        assert evaluated["split"] == "test"
    real_report = json.loads((output / classifier["real"]["report"] / "report.json").read_text())
    assert (real_report["split"], real_report["faces_from"]) == ("all", "finder")
    assert (output / "accuracy_over_cost.png").read_bytes().startswith(b"\x89PNG")
    text = (output / "benchmark.md").read_text()
    for words in ("Test part", "Real photographs", "1,234", "not measured here", report["processor"]):
        assert (words in text and words in printed.replace("\n", " ")) or words == "not measured here"
    assert not list(output.rglob("*.part"))


def test_without_weights_costs_are_given_and_nothing_is_invented(dataset, tmp_path, capsys):
    assert benchmark(dataset, tmp_path / "out") == 0
    assert (
        "No weights, so that only costs are known: Tiny classifier; Tiny detector" in capsys.readouterr().out
    )
    _, rows = rows_of(tmp_path / "out")
    for row in rows.values():
        assert row["weights"] is row["test"] is row["real"] is None
        assert row["origin"] == "none"
        assert row["cost"]["torch_ms"] > 0 and row["cost"]["onnx_ms"] > 0 and row["cost"]["bytes"] > 1000
    assert not (tmp_path / "out" / "accuracy_over_cost.png").exists()
    assert not (tmp_path / "out" / "evaluations").exists()


def test_missing_models_are_trained_and_kept(dataset, models, tmp_path):
    (models / "tiny-classifier" / "model.safetensors").unlink()
    options = ("--models", models, "--train", "--epochs", 1, "--device", "cpu", "--quiet")
    assert benchmark(dataset, tmp_path / "out", *options) == 0
    trained = tmp_path / "out" / "models" / "tiny-classifier"
    assert load_model(str(trained))[1].baseline == "tiny-classifier"
    before = (trained / "checkpoint_last.pt").read_bytes()
    assert benchmark(dataset, tmp_path / "out", *options) == 0
    assert (trained / "checkpoint_last.pt").read_bytes() == before
    _, rows = rows_of(tmp_path / "out")
    assert rows["tiny-classifier"]["weights"] == str(trained / "model.safetensors")
    assert rows["tiny-classifier"]["test"]["faces"] == 9


def test_what_a_set_cannot_judge_is_said(models, tmp_path):
    dataset = write_class_folders(tmp_path / "set", splits=("train", "val"))
    assert benchmark(dataset, tmp_path / "out", "--models", models, "--quiet") == 0
    _, rows = rows_of(tmp_path / "out")
    assert rows["aizoo-ssd"]["test"] is None
    assert "not judged on the test set: `split` test" in rows["aizoo-ssd"]["notes"][0]


def test_the_report_can_be_printed_as_json(dataset, tmp_path, capsys):
    assert benchmark(dataset, tmp_path / "out", "--only", "aizoo-ssd", "--json") == 0
    printed = capsys.readouterr()
    assert [row["name"] for row in json.loads(printed.out)["rows"]] == ["aizoo-ssd"]
    assert printed.err == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--only", "tiny-clasifier"), "did you mean tiny-classifier? Valid: tiny-classifier, aizoo-ssd"),
        (("--models", "nowhere"), "--models nowhere: there is no such folder"),
        (("--real", "nowhere"), "nowhere"),
        (("--device", "tpu"), "--device: unknown device 'tpu'"),
    ],
)
def test_mistakes_end_in_one_line_and_leave_nothing(dataset, tmp_path, capsys, options, words):
    assert benchmark(dataset, tmp_path / "out", *options) == 2
    error = capsys.readouterr().err.strip()
    assert words in error and "\n" not in error
    assert not (tmp_path / "out").exists()


def test_a_model_under_the_wrong_name_is_refused(dataset, models, tmp_path, capsys):
    save_tiny("tiny-classifier", models / "aizoo-ssd.safetensors")
    assert benchmark(dataset, tmp_path / "out", "--models", models) == 2
    assert "aizoo-ssd.safetensors holds tiny-classifier, not aizoo-ssd" in capsys.readouterr().err
