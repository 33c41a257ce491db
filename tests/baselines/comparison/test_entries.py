"""What is compared, and which model file belongs to it."""

import pytest

from fmld_synth.baselines.comparison.entries import all_entries, choose_entries
from fmld_synth.baselines.comparison.entry_models import find_model, fresh_model
from fmld_synth.baselines.comparison.training import recipe_of
from fmld_synth.baselines.harness.model_file import save_model
from fmld_synth.baselines.registry import BUNDLED_BASELINES, TIME_REFERENCE
from fmld_synth.baselines.two_stage.backbones import BACKBONES
from fmld_synth.baselines.two_stage.network import USUAL_BACKBONE
from fmld_synth.errors import UserError


def test_every_baseline_and_every_backbone_is_an_entry():
    entries = all_entries()
    compared = {name for name, baseline in BUNDLED_BASELINES.items() if baseline.compared}
    assert set(BUNDLED_BASELINES) - compared == {"face-finder"}
    assert {entry.baseline.name for entry in entries.values()} == compared
    assert set(entries) == (compared - {"two-stage"}) | set(BACKBONES)
    assert TIME_REFERENCE in entries
    assert list(BUNDLED_BASELINES["two-stage"].backbones) == list(BACKBONES)
    assert next(iter(BACKBONES)) == USUAL_BACKBONE
    assert all(recipe_of(entries[name]).settings["backbone"] == name for name in BACKBONES)


def test_entries_are_chosen_in_their_own_order():
    chosen = choose_entries(all_entries(), ["resnet50_v1", "scs-net"])
    assert [entry.name for entry in chosen] == ["scs-net", "resnet50_v1"]
    with pytest.raises(
        UserError, match=r"`only`: unknown baseline or backbone 'two-stag'.* Valid: scs-net, aizoo-ssd"
    ):
        choose_entries(all_entries(), ["two-stag"])


def test_a_backbones_file_is_told_from_anothers(tmp_path):
    entries = all_entries()
    model = fresh_model(entries["mobilenet_v2"], recipe_of(entries["mobilenet_v2"]))
    save_model(model.model, model.description, tmp_path / "mobilenet_v2.safetensors")
    found = find_model(entries["mobilenet_v2"], tmp_path)
    assert found.path == tmp_path / "mobilenet_v2.safetensors"
    assert found.description.settings["backbone"] == "mobilenet_v2"
    assert find_model(entries["mobilenet_v1"], tmp_path) is None
    found.path.rename(tmp_path / "mobilenet_v1.safetensors")
    with pytest.raises(
        UserError, match=r"mobilenet_v1.safetensors holds two-stage with .*mobilenet_v2"
    ) as told:
        find_model(entries["mobilenet_v1"], tmp_path)
    assert "\n" not in str(told.value)
