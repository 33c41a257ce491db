"""Presets are options, and give way to options."""

import pytest

from fmld_synth.errors import UserError
from fmld_synth.generation.configuration import make_configuration, merge_options
from fmld_synth.generation.presets import PRESETS, find_preset
from fmld_synth.wear import masked_states


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_valid_configuration(name):
    make_configuration({"input": "a", "output": "b", **find_preset(name)})


def test_enhanced_fmld():
    configuration = make_configuration({"input": "a", "output": "b", **find_preset("enhanced-fmld")})
    assert (configuration.count, configuration.input_format) == (25296, "fmld")
    assert "correct" not in configuration.mix


def test_maskedface_net():
    configuration = make_configuration({"input": "a", "output": "b", **find_preset("maskedface-net")})
    assert configuration.size == 1024
    assert configuration.mix == pytest.approx(
        {"nose_exposed": 0.8, "chin_exposed": 0.1, "mouth_exposed": 0.1}
    )


def test_given_options_win():
    merged = merge_options(find_preset("enhanced-fmld"), {"per_face": 2, "crop": "none"})
    assert "count" not in merged
    assert merged["crop"] == "none"


def test_an_unknown_preset_lists_the_known_ones():
    with pytest.raises(
        UserError,
        match=r"did you mean enhanced-fmld\? Valid: enhanced-fmld, maskedface-net, classifier, detector",
    ):
        find_preset("fmld")


@pytest.mark.parametrize("name", ["classifier", "detector"])
def test_sets_to_train_on_have_all_three_classes(name: str) -> None:
    configuration = make_configuration({"input": "a", "output": "b", **find_preset(name)})
    assert configuration.mix["correct"] == pytest.approx(0.45)
    assert set(configuration.mix) == set(masked_states())
    assert configuration.include_unmasked
    assert configuration.mix["nose_exposed"] == pytest.approx(0.55 * 0.23)
