"""What a baseline is: everything that the code shared by all of them needs to know of one."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fmld_synth.errors import UserError, reason_of

if TYPE_CHECKING:  # help texts name the baselines, and must not load torch
    from fmld_synth.baselines.networks import Classifier, Detector

Task = Literal["classification", "detection"]
LARGEST_SETTING = 8192
"""Of a network: sides of its input in pixels, and whatever else is counted."""
BUNDLED = "bundled"
"""The face finder that runs MediaPipe's detectors."""
FACE_FINDER = "face-finder"
"""Our own, which knows masks: a baseline with weights of its own."""


@dataclass(frozen=True)
class Published:
    """What its authors published: facts to stand beside our measurements, never measured here.

    Attributes:
        source: authors and year.
        parameters: of the network; None where the publication does not say.
        classes: that the network with so many parameters tells apart; None where that is not known.
        quality: figures and the data they are of, in words; other data than ours, so not to be compared closely.
    """

    source: str
    parameters: int | None = None
    classes: int | None = None
    quality: str | None = None


@dataclass(frozen=True)
class FaceFinding:
    """How a classifier's faces are found unless the user says otherwise.

    Attributes:
        finder: :data:`FACE_FINDER`, :data:`BUNDLED`, or the name of a detector among the baselines.
        through_opencv: whether a detector runs in OpenCV instead of torch.
        confidence: least score of a face, 0 to 1.
        gamma: of the correction before faces are looked for; above 1 brightens, 1 leaves the picture as it is.
    """

    finder: str = FACE_FINDER
    through_opencv: bool = False
    confidence: float = 0.5
    gamma: float = 1.0


@dataclass(frozen=True)
class Baseline:
    """One baseline.

    Attributes:
        name: on the command line.
        title: for people.
        task: what its network does.
        package: of its code, with a module ``network`` that has ``build(classes, **settings)``.
        folder: where its ``recipe.toml``, ``MODEL_CARD.md`` and weights lie.
        published: what its authors say.
        face_finding: of a classifier: where its faces come from.
        backbones: title of each value that the network's setting ``backbone`` can take, the usual one first; each is
            compared by itself. Empty where the network has no such setting.
        preference: place among the bundled weights that predict when the user names no model: the least is tried first.
            None is never taken unasked.
        compared: whether it has a line of its own where mask classifiers and detectors are put side by side.
    """

    name: str
    title: str
    task: Task
    package: str
    folder: Path
    published: Published
    face_finding: FaceFinding = FaceFinding()
    backbones: Mapping[str, str] = field(default_factory=dict)
    preference: int | None = None
    compared: bool = True

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
        for setting, value in settings.items():
            if isinstance(value, (int, float)) and not abs(value) <= LARGEST_SETTING:
                raise UserError(
                    f"{self.name}: {setting} is {value:g}; at most {LARGEST_SETTING:,} makes sense"
                )
        build: Callable[..., Classifier | Detector] = importlib.import_module(f"{self.package}.network").build
        try:
            return build(tuple(classes), **settings)
        except (TypeError, ValueError, LookupError, ArithmeticError, RuntimeError) as error:
            raise UserError(f"{self.name}: {reason_of(error)}; see {self.recipe}") from error
