"""``fmld-synth compare-backbones`` as a user meets it, with narrow backbones on a few pictures."""

import json

import pytest
from safetensors.torch import save_file

from fmld_synth.baselines.harness import history
from fmld_synth.baselines.harness.training import Trainee
from fmld_synth.baselines.two_stage.backbones import BACKBONES, make_backbone
from tests.baselines.comparison.conftest import write_class_folders
from tests.baselines.two_stage.conftest import narrow  # noqa: F401 - a fixture
from tests.cli.test_main import call

pytestmark = pytest.mark.usefixtures("narrow")
TWO = "mobilenet_v1,resnet50_v2"


@pytest.fixture(autouse=True)
def _quick_curves(monkeypatch):
    """The runs' own curves are looked at elsewhere."""
    monkeypatch.setattr(history, "drawn_curves", lambda epochs: b"PNG")


@pytest.fixture
def dataset(tmp_path):
    return write_class_folders(tmp_path / "set")


@pytest.fixture
def compare(dataset, tmp_path):
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('label_scheme = "three"\nepochs = 2\nbatch_size = 9\n[settings]\ninput_side = 32\n')

    def run(*options):
        given = ("--recipe", recipe, "--rounds", 1, "--device", "cpu", "--output", tmp_path / "out")
        return call("compare-backbones", dataset, *given, *options)

    return run


def checkpoints(output):
    return {path.parent.name: path.read_bytes() for path in sorted(output.glob("runs/*/checkpoint_last.pt"))}


def test_all_backbones_are_trained_and_stand_side_by_side(compare, tmp_path, capsys):
    assert compare() == 0
    report = json.loads((tmp_path / "out" / "backbones.json").read_text())
    assert [row["name"] for row in report["rows"]] == list(BACKBONES)
    for row in report["rows"]:
        assert len(row["train_losses"]) == len(row["val_losses"]) == len(row["val_accuracies"]) == 2
        assert row["test"]["faces"] == 9
        assert row["cost"]["parameters"] > 1000 and row["cost"]["onnx_ms"] > 0
    assert (tmp_path / "out" / "backbones.png").read_bytes().startswith(b"\x89PNG")
    text, printed = (tmp_path / "out" / "backbones.md").read_text(), capsys.readouterr().out
    for words in (*BACKBONES, "test: accuracy", "began with weights by chance"):
        assert words in text and (words[:12] in printed or " " in words)  # names fold on a narrow screen
    assert "(backbones.png)" in text and not list((tmp_path / "out").rglob("*.part"))


def test_an_interrupted_study_goes_on(compare, tmp_path, capsys, monkeypatch):
    def step(self, task, batch):
        if type(self.model.backbone).__name__ == "ResNet50V2":
            raise KeyboardInterrupt
        return learn(self, task, batch)

    learn = Trainee.step
    with monkeypatch.context() as patched:
        patched.setattr(Trainee, "step", step)
        assert compare("--only", TWO) == 130
    told = capsys.readouterr().err
    assert f"run the same command again to continue in {tmp_path / 'out'}" in told
    before = checkpoints(tmp_path / "out")
    assert list(before) == ["mobilenet_v1"]
    assert compare("--only", TWO, "--quiet") == 0
    after = checkpoints(tmp_path / "out")
    assert list(after) == ["mobilenet_v1", "resnet50_v2"]
    assert after["mobilenet_v1"] == before["mobilenet_v1"]


def test_another_recipe_or_other_weights_are_refused_unless_it_starts_again(compare, tmp_path, capsys):
    one = ("--only", "mobilenet_v1", "--quiet", "--epochs", 1)
    assert compare(*one) == 0
    assert compare(*one, "--learning-rate", 0.1) == 2
    assert "was begun with another optimizer" in capsys.readouterr().err
    save_file(make_backbone("mobilenet_v1").state_dict(), tmp_path / "mobilenet_v1.safetensors")
    assert compare(*one, "--weights-folder", tmp_path) == 2
    assert "was begun with other weights" in capsys.readouterr().err
    assert compare(*one, "--weights-folder", tmp_path, "--overwrite") == 0
    assert "began with weights of others" in (tmp_path / "out" / "backbones.md").read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--only", "vgg"),
            "Valid: mobilenet_v1, mobilenet_v2, resnet50_v1, resnet50_v2, efficientnet_lite0, efficientnet_lite1, "
            "efficientnet_lite_pair",
        ),
        (("--weights-folder", "nowhere"), "--weights-folder nowhere holds no mobilenet_v1.safetensors"),
        (("--epochs", "0"), "--epochs: Input should be greater"),
        (("--labels", "four"), "--labels: unknown label scheme 'four'"),
    ],
)
def test_mistakes_end_in_one_line(compare, capsys, options, words):
    assert compare(*options, "--quiet") == 2
    error = capsys.readouterr().err.strip()
    assert words in error and "\n" not in error
