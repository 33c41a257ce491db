"""An entry's network: from the user's folder, bundled, or with fresh weights where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fmld_synth.baselines.comparison.entries import Entry
from fmld_synth.baselines.harness.model_file import MODEL_FILE, ModelDescription, load_model
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.errors import UserError


@dataclass(frozen=True)
class EntryModel:
    """A network in evaluation mode, on the CPU.

    Attributes:
        model, description: see :func:`~fmld_synth.baselines.harness.model_file.load_model`.
        path: of its weights; None for fresh ones, which know nothing.
    """

    model: Classifier | Detector
    description: ModelDescription
    path: Path | None


def find_model(entry: Entry, folder: Path | None) -> EntryModel | None:
    """The entry's trained network.

    Args:
        entry: names it.
        folder: holds runs or model files called as entries are; it goes before bundled weights.

    Returns:
        the network; None where there is none.

    Raises:
        UserError: a file is damaged, or holds another network than its name says.
    """
    if folder is not None:
        for path in (folder / entry.name / MODEL_FILE, folder / f"{entry.name}.safetensors"):
            if path.is_file():
                return _loaded(entry, path)
    bundled = entry.baseline.weights
    if bundled.is_file():
        model, description = load_model(str(bundled))
        if entry.holds(description.baseline, description.settings):  # it may be of another backbone
            return EntryModel(model, description, bundled)
    return None


def fresh_model(entry: Entry, recipe: Recipe) -> EntryModel:
    """The entry's network as training would begin; it costs as much as a trained one."""
    description = ModelDescription.of(entry.baseline, recipe)
    return EntryModel(description.build().eval(), description, None)


def _loaded(entry: Entry, path: Path) -> EntryModel:
    model, description = load_model(str(path))
    if not entry.holds(description.baseline, description.settings):
        held = description.baseline
        if held == entry.baseline.name:
            held += f" with {description.settings or 'usual settings'}"
        raise UserError(f"{path} holds {held}, not {entry.name}; rename or remove it")
    return EntryModel(model, description, path)
