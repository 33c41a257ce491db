"""Model files whose weights are not those of the network they name."""

import pytest
import torch
from safetensors.torch import load_file

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
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


def test_half_the_precision_is_half_the_file_and_loads_into_float32(tmp_path):
    torch.manual_seed(0)
    model = DESCRIPTION.build()
    paths = [tmp_path / f"{half}.safetensors" for half in (False, True)]
    for half, path in enumerate(paths):
        save_model(model, DESCRIPTION, path, half=bool(half))
    stored = load_file(paths[1])
    kernels = [name for name, parameter in model.named_parameters() if parameter.dim() > 1]
    assert kernels and {stored[name].dtype for name in kernels} == {torch.float16}
    assert {tensor.dtype for name, tensor in stored.items() if name not in kernels} == {
        torch.float32,
        torch.int64,
    }
    loaded, _ = load_model(str(paths[1]))
    for name, parameter in model.named_parameters():
        given = loaded.get_parameter(name)
        assert given.dtype == torch.float32
        assert torch.equal(given, parameter.half().float() if name in kernels else parameter)
    saved = paths[0].stat().st_size - paths[1].stat().st_size
    assert saved == pytest.approx(2 * sum(stored[name].numel() for name in kernels), abs=64)


def test_weights_beyond_half_precision_are_refused(tmp_path):
    model = DESCRIPTION.build()
    model.get_parameter("last.weight").data.fill_(1e5)
    with pytest.raises(UserError, match=r"last\.weight holds values that are not finite"):
        save_model(model, DESCRIPTION, tmp_path / "model.safetensors", half=True)
    assert not list(tmp_path.iterdir())


def test_counts_what_it_does_not_name(told):
    def change(model):
        model.layers = torch.nn.Sequential()

    assert told(change).endswith("(missing: layers.0.bias, layers.0.weight, layers.1.bias and 4 more)")
