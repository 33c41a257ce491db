"""What networks are trained on: a rendering, and the steps that are taken or left out."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fmld_synth.baselines.data.cutting import FACE_MARGIN
from fmld_synth.generation.presets import TO_TRAIN_ON

RENDERINGS = ("full", "flat", "mixed")
BEFORE = "before"
"""Full rendering with none of the steps."""
NOTHING_INCORRECT = "none"
"""Full rendering, all steps, but no incorrectly worn masks."""
LATER_STATES = ("hanging_from_ear", "forehead")


@dataclass(frozen=True)
class Step:
    """One thing that was added, and how to take it or leave it out.

    Attributes:
        taken: entries of the recipe with it, whatever the baseline's own says.
        generation: options of ``generate`` without it.
        faces: whether without it only the first folder of faces is taken.
        recipe: entries of the recipe without it.
        evaluation: options of ``evaluate --faces finder`` without it.
    """

    taken: Mapping[str, object] = field(default_factory=dict)
    generation: tuple[str, ...] = ()
    faces: bool = False
    recipe: Mapping[str, object] = field(default_factory=dict)
    evaluation: tuple[str, ...] = ()


def _states_before() -> tuple[str, ...]:
    """The preset's mix without the later states; a mix on the command line drops its share of correct masks."""
    states = (f"{name}={share}" for name, share in TO_TRAIN_ON["wear"].items() if name not in LATER_STATES)
    return "--wear", ",".join(states), "--correct-share", str(TO_TRAIN_ON["include_correct"])


STEPS: Mapping[str, Step] = {
    "finder": Step(evaluation=("--finder", "bundled")),
    "faces_more": Step(faces=True),
    "prints": Step(generation=("--prints", "0")),
    "things": Step(generation=("--things", "0")),
    "states": Step(generation=_states_before()),
    "crop": Step({"crop_margin": list(FACE_MARGIN)}, recipe={"crop_margin": [0.035, 0.14, 0.14]}),
}
"""By name. The margin is the one of earlier releases, alike above and below."""


@dataclass(frozen=True)
class Condition:
    """One line of the table.

    Attributes:
        name: as it was written.
        rendering: see :data:`RENDERINGS`, or :data:`NOTHING_INCORRECT`.
        without: steps that are left out, in the order of :data:`STEPS`.
    """

    name: str
    rendering: str
    without: tuple[str, ...]

    @property
    def set_name(self) -> str:
        """Conditions that train on the same pictures have one name of them."""
        left_out = (name for name in self.without if STEPS[name].generation or STEPS[name].faces)
        return "-".join((self.rendering, *(f"no_{name}" for name in left_out)))

    @property
    def run_name(self) -> str:
        """Conditions that are trained alike have one name of the training."""
        left_out = (name for name in self.without if STEPS[name].recipe)
        return "-".join((self.set_name, *(f"no_{name}" for name in left_out)))

    @property
    def generation(self) -> list[str]:
        """Options of ``generate`` beside the preset."""
        words = [] if self.rendering in ("full", NOTHING_INCORRECT) else ["--rendering", self.rendering]
        for name in self.without:
            words += STEPS[name].generation
        # The last of several equal options counts, so this one comes last.
        return words + (["--wear", "correct"] if self.rendering == NOTHING_INCORRECT else [])

    @property
    def recipe(self) -> dict[str, object]:
        """Entries of the recipe that differ from the baseline's own."""
        entries: dict[str, object] = {}
        if self.rendering == NOTHING_INCORRECT:
            entries["allow_missing_classes"] = True
        for name, step in STEPS.items():
            entries |= step.recipe if name in self.without else step.taken
        return entries

    @property
    def evaluation(self) -> list[str]:
        """Options of ``evaluate --faces finder``."""
        return [word for name in self.without for word in STEPS[name].evaluation]

    @property
    def first_faces_only(self) -> bool:
        """Whether only the first folder of faces is taken."""
        return any(STEPS[name].faces for name in self.without)


def condition(text: str) -> Condition:
    """``full``, ``flat``, ``mixed-prints-things``, ``before+finder``: a rendering with all steps, or none of them
    (``before``), and steps to take (``+``) or leave out (``-``).

    Raises:
        argparse.ArgumentTypeError: a rendering or a step is unknown.
    """
    rendering, *changes = re.split(r"(?=[+-])", text.strip())
    if rendering not in (*RENDERINGS, BEFORE, NOTHING_INCORRECT):
        valid = ", ".join((*RENDERINGS, BEFORE, NOTHING_INCORRECT))
        raise argparse.ArgumentTypeError(f"{text}: {rendering} is no rendering; valid: {valid}")
    without = set(STEPS) if rendering == BEFORE else set()
    for change in changes:
        sign, step = change[0], change[1:]
        if step not in STEPS:
            raise argparse.ArgumentTypeError(f"{text}: {step} is no step; valid: {', '.join(STEPS)}")
        (without.discard if sign == "+" else without.add)(step)
    return Condition(
        text.strip(),
        "full" if rendering == BEFORE else rendering,
        tuple(name for name in STEPS if name in without),
    )


def alone(steps: list[str]) -> list[Condition]:
    """What each step is worth by itself: nothing new, each alone, and all of them.

    Raises:
        argparse.ArgumentTypeError: a step is unknown.
    """
    return [condition(BEFORE), *(condition(f"{BEFORE}+{step}") for step in steps), condition("full")]
