"""Two networks side by side give the weighted mean of their scores; others are refused."""

import pytest
import torch
from pair_networks import main, pair

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model

CLASSES = ("correct", "incorrect", "none")
DESCRIPTION = ModelDescription(
    baseline="two-stage", classes=CLASSES, label_scheme="three",
    settings={"backbone": "efficientnet_lite0", "input_side": 64},
)  # fmt: skip


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """An EfficientNet-Lite0 and a Lite1 with weights by chance."""
    folder = tmp_path_factory.mktemp("networks")
    torch.manual_seed(0)
    paths = []
    for size in (0, 1):
        description = _with(backbone=f"efficientnet_lite{size}")
        model = description.build()
        for parameter in (model.head.weight, model.head.bias):
            torch.nn.init.normal_(parameter)
        paths.append(str(folder / f"{size}.safetensors"))
        save_model(model, description, folder / f"{size}.safetensors")
    return paths


def _with(**settings):
    return DESCRIPTION.model_copy(update={"settings": {**DESCRIPTION.settings, **settings}})


def test_scores_are_the_weighted_mean(networks, tmp_path):
    pair(networks, 0.25, tmp_path / "pair.safetensors")
    together, description = load_model(str(tmp_path / "pair.safetensors"))
    assert description == _with(backbone="efficientnet_lite_pair")
    images = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        first, second = (load_model(run)[0](images) for run in networks)
        torch.testing.assert_close(together(images), 0.25 * first + 0.75 * second)


def test_other_networks_are_refused(networks, tmp_path):
    output = tmp_path / "pair.safetensors"
    with pytest.raises(SystemExit, match="its backbone is not efficientnet_lite0"):
        pair(networks[::-1], 0.5, output)
    larger = _with(backbone="efficientnet_lite1", input_side=96)
    save_model(larger.build(), larger, tmp_path / "larger.safetensors")
    with pytest.raises(SystemExit, match=r"differs from .* in more than the backbone"):
        pair([networks[0], str(tmp_path / "larger.safetensors")], 0.5, output)
    with pytest.raises(SystemExit, match="scs-net: its backbone is not efficientnet_lite1"):
        pair([networks[0], "scs-net"], 0.5, output)
    assert not output.exists()


@pytest.mark.parametrize("share", ["-0.1", "1.5", "nan"])
def test_shares_that_mean_nothing_are_refused(share, networks, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sys.argv",
        ["pair_networks.py", *networks, f"--share={share}", "--output", str(tmp_path / "pair.safetensors")],
    )
    with pytest.raises(SystemExit, match="give a number from 0 to 1"):
        main()
