"""The baselines by name. To add one, add its folder and one entry here."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.bundled import bundled_folder
from fmld_synth.errors import UserError

Task = Literal["classification", "detection"]


@dataclass(frozen=True)
class Baseline:
    """One baseline.

    Attributes:
        name: on the command line.
        title: for people.
        task: what its network does.
        package: of its code below ``fmld_synth.baselines``, whose ``network`` module has
            ``build(classes, **settings)``, and folder of its data in ``baselines/``.
    """

    name: str
    title: str
    task: Task
    package: str

    @property
    def folder(self) -> Path:
        """Where its recipe, weights and model card lie."""
        return bundled_folder("baselines") / self.package

    @property
    def recipe(self) -> Path:
        """How it is trained."""
        return self.folder / "recipe.toml"

    @property
    def weights(self) -> Path:
        """Weights trained on our own output; they need not exist."""
        return self.folder / "weights.safetensors"

    def build(self, classes: Sequence[str], settings: Mapping[str, Any]) -> Classifier | Detector:
        """The network with fresh weights from torch's global random generator.

        Args:
            classes: names, in the order of the outputs.
            settings: of the network, as its ``build`` takes them.

        Raises:
            UserError: a setting is unknown or impossible.
        """
        module = importlib.import_module(f"fmld_synth.baselines.{self.package}.network")
        build: Callable[..., Classifier | Detector] = module.build
        try:
            return build(tuple(classes), **settings)
        except TypeError as error:
            raise UserError(f"{self.name}: {error}; see {self.recipe}") from error


BASELINES: Mapping[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Baseline("scs-net", "SCS-Net", "classification", "scs_net"),
        Baseline("aizoo-ssd", "AIZOO SSD", "detection", "aizoo_ssd"),
        Baseline("sl-fmdet", "SL-FMDet", "detection", "sl_fmdet"),
        Baseline("two-stage", "Two-stage detector", "classification", "two_stage"),
        Baseline("opencv-ssd-cnn", "OpenCV SSD + CNN", "classification", "opencv_ssd_cnn"),
    )
}


def find_baseline(name: str) -> Baseline:
    """The baseline called ``name``.

    Raises:
        UserError: there is none; the message lists the names and the nearest.
    """
    if name in BASELINES:
        return BASELINES[name]
    nearest = difflib.get_close_matches(name, BASELINES, n=1, cutoff=0.4)
    hint = f"; did you mean {nearest[0]}?" if nearest else ""
    raise UserError(f"there is no baseline {name!r}{hint} Valid: {', '.join(BASELINES)}")
