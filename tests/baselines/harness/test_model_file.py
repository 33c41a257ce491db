"""Model files whose weights are not those of the network they name."""

import pytest
import torch
from safetensors.torch import load_file, save_file

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
from fmld_synth.baselines.quantization import STEP
from fmld_synth.errors import UserError

DESCRIPTION = ModelDescription(
    baseline="learner", classes=("correct", "incorrect", "none"), label_scheme="three"
)
"""Its network has the tensors ``layers.0.*``, ``layers.1.*`` (a batch norm) and ``last.*``."""


@pytest.fixture
def told(tmp_path):
    """What is said of a file with the learner's weights after a change."""

    def tell(change):
        model = DESCRIPTION.build()
        change(model)
        path = tmp_path / "model.safetensors"
        save_model(model, DESCRIPTION, path)
        with pytest.raises(UserError) as caught:
            load_model(str(path))
        assert str(caught.value).startswith(f"{path} does not fit the network it names (")
        return str(caught.value)

    return tell


def test_names_what_is_missing_unknown_and_of_another_shape_in_one_line(told):
    def change(model):
        del model.layers[0].bias
        model.extra = torch.nn.Parameter(torch.zeros(1))
        model.last = torch.nn.Linear(64, 2)

    line = told(change)

    assert line.endswith("(missing: layers.0.bias; unknown: extra; of another shape: last.bias, last.weight)")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("precision", "dtype", "bytes_saved"), [("float16", torch.float16, 2), ("int8", torch.int8, 3)]
)
def test_less_precision_makes_smaller_files_that_load_into_float32(precision, dtype, bytes_saved, tmp_path):
    torch.manual_seed(0)
    model = DESCRIPTION.build()
    full, small = tmp_path / "full.safetensors", tmp_path / "small.safetensors"
    save_model(model, DESCRIPTION, full)
    save_model(model, DESCRIPTION, small, precision=precision)
    stored = load_file(small)
    kernels = [name for name, parameter in model.named_parameters() if parameter.dim() > 1]
    assert kernels and {stored[name].dtype for name in kernels} == {dtype}
    assert {tensor.dtype for name, tensor in stored.items() if name not in kernels} == {
        torch.float32,
        torch.int64,
    }
    loaded, _ = load_model(str(small))
    for name, parameter in model.named_parameters():
        given = loaded.get_parameter(name)
        assert given.dtype == torch.float32
        if name in kernels:
            assert not torch.equal(given, parameter)
            torch.testing.assert_close(
                given, parameter, rtol=1e-3, atol=float(parameter.detach().abs().max()) / 254
            )
        else:
            assert torch.equal(given, parameter)
    steps = sum(4 * len(stored[name]) + 80 for name in kernels) if precision == "int8" else 0
    saved = full.stat().st_size - small.stat().st_size
    assert saved == pytest.approx(bytes_saved * sum(stored[name].numel() for name in kernels) - steps, abs=96)


def test_files_in_eight_bits_start_a_training_and_damaged_ones_are_told(tmp_path):
    path = tmp_path / "model.safetensors"
    model = DESCRIPTION.build()
    save_model(model, DESCRIPTION, path, precision="int8")
    expected, _ = load_model(str(path))
    started = DESCRIPTION.build()
    started.load_pretrained(path)
    for name, tensor in expected.state_dict().items():
        assert torch.equal(started.state_dict()[name], tensor)
    stored = load_file(path)
    del stored["last.weight" + STEP]
    save_file(stored, path, metadata={"fmld_synth": DESCRIPTION.model_dump_json()})
    with pytest.raises(
        UserError, match=r"is no complete model file \(last\.weight in eight bits has no steps"
    ):
        load_model(str(path))
    with pytest.raises(UserError, match=r"last\.weight in eight bits has no steps"):
        started.load_pretrained(path)


def test_weights_beyond_half_precision_are_refused(tmp_path):
    model = DESCRIPTION.build()
    model.get_parameter("last.weight").data.fill_(1e5)
    with pytest.raises(UserError, match=r"last\.weight holds values that are not finite"):
        save_model(model, DESCRIPTION, tmp_path / "model.safetensors", precision="float16")
    assert not list(tmp_path.iterdir())


def test_counts_what_it_does_not_name(told):
    def change(model):
        model.layers = torch.nn.Sequential()

    assert told(change).endswith("(missing: layers.0.bias, layers.0.weight, layers.1.bias and 4 more)")
