"""Model files whose weights are not those of the network they name."""

import pytest
import torch

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


def test_counts_what_it_does_not_name(told):
    def change(model):
        model.layers = torch.nn.Sequential()

    assert told(change).endswith("(missing: layers.0.bias, layers.0.weight, layers.1.bias and 4 more)")
