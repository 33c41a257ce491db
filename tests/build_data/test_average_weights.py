"""The average of networks lies between them, by the shares, at any size of its input; other networks are refused."""

import pytest
import torch
from average_weights import average, main

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
from fmld_synth.errors import UserError
from tests.baselines import tiny_networks
from tests.baselines.tiny_networks import CLASSES


def test_the_average_of_two_networks(monkeypatch, tmp_path):
    tiny_networks.register(monkeypatch)
    one = tiny_networks.save_tiny("tiny-classifier", tmp_path / "one.safetensors")
    network, description = load_model(str(one))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.load_state_dict(
        {name: tensor + 4 if tensor.is_floating_point() else tensor for name, tensor in before.items()}
    )
    save_model(network, description, tmp_path / "two.safetensors")
    average([str(one), str(tmp_path / "two.safetensors")], [3, 1], tmp_path / "mean.safetensors")
    mean, told = load_model(str(tmp_path / "mean.safetensors"))
    assert told == description
    for name, tensor in mean.state_dict().items():
        expected = before[name] + 1 if tensor.is_floating_point() else before[name]
        torch.testing.assert_close(tensor, expected, atol=1e-6, rtol=1e-6)


def test_networks_of_other_settings_are_refused(monkeypatch, tmp_path):
    tiny_networks.register(monkeypatch)
    one = tiny_networks.save_tiny("tiny-classifier", tmp_path / "one.safetensors")
    network, description = load_model(str(one))
    other = description.model_copy(update={"crop_margin": (0.5, 0.5, 0.5)})
    save_model(network, other, tmp_path / "other.safetensors")
    with pytest.raises(SystemExit, match="is another network than"):
        average([str(one), str(tmp_path / "other.safetensors")], [1, 1], tmp_path / "mean.safetensors")
    assert not (tmp_path / "mean.safetensors").exists()


def test_odds_of_a_favored_class_grow_by_the_factor(at_two_sizes, tmp_path):
    plain, favoring = tmp_path / "plain.safetensors", tmp_path / "favoring.safetensors"
    average(at_two_sizes[:1], [1], plain)
    average(at_two_sizes[:1], [1], favoring, favor=("incorrect", 1.5))
    images = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        before, after = (load_model(str(file))[0].eval()(images).softmax(1) for file in (plain, favoring))
    place = CLASSES.index("incorrect")
    torch.testing.assert_close(
        after[:, place] / (1 - after[:, place]), 1.5 * before[:, place] / (1 - before[:, place])
    )
    with pytest.raises(SystemExit, match="classes are correct"):
        average(at_two_sizes[:1], [1], plain, favor=("wrong", 1.5))


@pytest.mark.parametrize(
    "text", ["incorrect", "incorrect=", "incorrect=0", "incorrect=inf", "=", "incorrect=-1"]
)
def test_factors_that_mean_nothing_are_refused(text, monkeypatch):
    monkeypatch.setattr(
        "sys.argv", ["average_weights.py", "run", "--favor", text, "--output", "x.safetensors"]
    )
    with pytest.raises(SystemExit, match="such as incorrect=1"):
        main()


@pytest.fixture(scope="module")
def at_two_sizes(tmp_path_factory):
    """Networks that learnt from pictures of 64 and of 96 px, with equal weights."""
    folder = tmp_path_factory.mktemp("sizes")
    small = ModelDescription(
        baseline="two-stage", classes=CLASSES, label_scheme="three",
        settings={"backbone": "mobilenet_v2", "input_side": 64},
    )  # fmt: skip
    large = small.model_copy(update={"settings": {**small.settings, "input_side": 96}})
    network = small.build()
    for name, description in (("small", small), ("large", large)):
        save_model(network, description, folder / f"{name}.safetensors")
    return [str(folder / "small.safetensors"), str(folder / "large.safetensors")]


def test_networks_of_several_sizes_give_one_of_the_size_that_is_wanted(at_two_sizes, tmp_path):
    with pytest.raises(SystemExit, match="is another network than"):
        average(at_two_sizes, [1, 1], tmp_path / "mean.safetensors")
    average(at_two_sizes, [1, 1], tmp_path / "mean.safetensors", input_side=128)
    network, description = load_model(str(tmp_path / "mean.safetensors"))
    assert description.settings == {"backbone": "mobilenet_v2", "input_side": 128}
    assert (network.preprocessing.width, network.preprocessing.height) == (128, 128)


def test_sizes_that_the_network_does_not_take_are_refused(at_two_sizes, monkeypatch, tmp_path):
    with pytest.raises(UserError, match="32"):
        average(at_two_sizes, [1, 1], tmp_path / "mean.safetensors", input_side=100)
    tiny_networks.register(monkeypatch)
    tiny = str(tiny_networks.save_tiny("tiny-classifier", tmp_path / "tiny.safetensors"))
    with pytest.raises(SystemExit, match="has an input of one size alone"):
        average([tiny], [1], tmp_path / "mean.safetensors", input_side=64)
    assert not (tmp_path / "mean.safetensors").exists()
