"""Wear states and their labels: the one place that defines what each label means.

A state is defined by which share of three regions of the face (nose, lips, chin) the rendered mask covers. Its
geometry says where on the canonical face the mask sits. To add a state, add one entry to ``BUNDLED_STATES``, or a
plug-in (``docs/extending.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from fmld_synth import plugins
from fmld_synth.names import known
from fmld_synth.plugins import NotSuitable, Registry
from fmld_synth.wear_geometry import Geometry, Hanging, Spread

__all__ = [
    "AREAS",
    "BUNDLED_STATES",
    "CLASS_NUMBERS",
    "LABELS",
    "MOSTLY_IN_FRAME",
    "UNMASKED",
    "WEAR_STATES",
    "Contract",
    "Coverage",
    "Geometry",
    "Hanging",
    "Label",
    "Range",
    "Spread",
    "WearState",
    "default_mix",
    "fitting_states",
    "masked_states",
    "wear_state",
]

Label = Literal["correct", "incorrect", "none"]
LABELS: tuple[Label, ...] = get_args(Label)
CLASS_NUMBERS: Mapping[Label, int] = {label: number for number, label in enumerate(LABELS)}
"""Of our own sets, for training."""
MOSTLY_IN_FRAME = 0.6
"""Share of a region's area inside the frame from which a state that needs the region can be shown. Chosen by eye."""
Range = tuple[float, float]


class Coverage(NamedTuple):
    """What the mask of one rendered sample covers.

    nose, lips, chin: covered share of the region's visible part inside the frame, 0 to 1; None when next to nothing
    of the region is inside the frame or everything there is hidden by a hand or hair.
    mask_area: visible mask (without straps) as a share of the face box's area.
    eyes, forehead, neck: as the first three, of the band from brows to lower lids, of what lies above the brows, and
    of the strip below the jaw; measured only where the contract limits them, else None.
    """

    nose: float | None
    lips: float | None
    chin: float | None
    mask_area: float
    eyes: float | None = None
    forehead: float | None = None
    neck: float | None = None


@dataclass(frozen=True)
class Contract:
    """Inclusive limits on each measured coverage. A sample keeps its label only within all of them."""

    nose: Range = (0.0, 1.0)
    lips: Range = (0.0, 1.0)
    chin: Range = (0.0, 1.0)
    mask_area: Range = (0.0, float("inf"))
    eyes: Range = (0.0, 1.0)
    forehead: Range = (0.0, 1.0)
    neck: Range = (0.0, 1.0)

    @property
    def further_limits(self) -> tuple[str, ...]:
        """Names of the areas beside nose, lips and chin that it limits, and that have to be measured for it."""
        return tuple(name for name in ("eyes", "forehead", "neck") if getattr(self, name) != (0.0, 1.0))

    def violations(self, coverage: Coverage) -> list[str]:
        """Names of the measurements outside their limits, empty when the contract is met.

        What cannot be measured (None) breaks no limit: states that depend on it are not offered (``WearState.needs``).
        """
        return [
            name
            for name, value in coverage._asdict().items()
            if value is not None and not getattr(self, name)[0] <= value <= getattr(self, name)[1]
        ]


@dataclass(frozen=True)
class WearState:
    """One way of wearing a mask."""

    name: str
    label: Label
    description: str
    contract: Contract
    geometry: Geometry | Hanging | None
    default_share: float
    needs: tuple[str, ...]
    """Areas that must lie mostly inside the frame: without them the state cannot be shown or told apart."""

    @property
    def needs_ear_loops(self) -> bool:
        """Whether the mask hangs by a loop: a template that has none cannot be worn so."""
        return isinstance(self.geometry, Hanging)


BUNDLED_STATES: Mapping[str, WearState] = {
    state.name: state
    for state in (
        WearState(
            "correct",
            "correct",
            "covers nose, mouth and chin",
            Contract(nose=(0.98, 1), lips=(0.99, 1), chin=(0.95, 1)),
            Geometry(
                top=(-0.15, 0.05, 0.42), side_of_top=(0.20, 0.51), bottom=None, bottom_at_side=(1.15, 1.30, 1.45),
                bunching=(0.0, 0.08, 0.3), gap=(0.0, 0.0, 0.04),
            ),
            0.0,
            ("nose", "lips"),
        ),
        WearState(
            "nose_exposed",
            "incorrect",
            "below the nose, over the mouth",
            Contract(nose=(0, 0.05), lips=(0.98, 1), chin=(0.90, 1)),
            Geometry(
                top=(0.55, 0.63, 0.84), side_of_top=(-0.06, 0.92), bottom=None, bottom_at_side=(1.2, 1.35, 1.55),
                bunching=(0.05, 0.2, 0.6), gap=(0.0, 0.02, 0.09),
            ),
            0.5,
            ("nose", "lips"),
        ),
        WearState(
            "nose_tip_exposed",
            "incorrect",
            "against the nostrils, the tip of the nose is bare",
            Contract(nose=(0.06, 0.60), lips=(0.98, 1), chin=(0.90, 1)),
            Geometry(
                top=(0.42, 0.55, 0.68), side_of_top=(0.01, 0.82), bottom=None, bottom_at_side=(1.15, 1.32, 1.5),
                bunching=(0.0, 0.15, 0.5), gap=(0.0, 0.01, 0.05),
            ),
            0.0,
            ("nose", "lips"),
        ),
        WearState(
            "mouth_exposed",
            "incorrect",
            "pulled below the lips, still on the chin",
            Contract(nose=(0, 0), lips=(0, 0.10), chin=(0.50, 1)),
            Geometry(
                top=(1.04, 1.18, 1.42), side_of_top=(-0.42, 1.0), bottom=(1.66, 1.86, 2.15),
                bottom_at_side=(1.20, 1.38, 1.62), bunching=(0.2, 0.45, 0.9), gap=(0.0, 0.03, 0.18),
                length=(0.68, 0.81, 0.98), off_throat=(0.1, 0.5, 0.9), askew=1.4,
            ),
            0.2,
            ("nose", "lips", "chin"),
        ),
        WearState(
            "chin",
            "incorrect",
            "under the chin, on jaw and neck",
            Contract(nose=(0, 0), lips=(0, 0), chin=(0, 0.50), mask_area=(0.04, float("inf"))),
            Geometry(
                top=(1.38, 1.56, 1.74), side_of_top=(-0.56, 1.0), bottom=(1.80, 2.00, 2.50),
                bottom_at_side=(1.28, 1.48, 1.75), bunching=(0.3, 0.6, 1.0), gap=(0.0, 0.05, 0.25),
                length=(0.66, 0.80, 0.98), off_throat=(0.0, 0.55, 1.0), askew=1.6,
            ),
            0.2,
            ("lips", "chin", "neck"),
        ),
        WearState(
            "chin_exposed",
            "incorrect",
            "sits high, the chin is bare",
            Contract(nose=(0.98, 1), lips=(0.98, 1), chin=(0, 0.20)),
            Geometry(
                top=(-0.04, 0.08, 0.20), side_of_top=(0.22, 0.51), bottom=(1.09, 1.13, 1.18),
                bottom_at_side=(0.95, 1.08, 1.2), bunching=(0.0, 0.1, 0.3), gap=(0.0, 0.0, 0.04),
            ),
            0.1,
            ("nose", "lips", "chin"),
        ),
        WearState(
            "hanging_from_ear",
            "incorrect",
            "hangs from one ear, beside cheek and jaw",
            Contract(nose=(0, 0), lips=(0, 0), chin=(0, 0.05), mask_area=(0.07, float("inf")), neck=(0, 0.40)),
            Hanging(
                drop=(0.25, 0.45, 0.9), turn=(0, 35, 80), fold=(5, 45, 130), gathered=(0.45, 0.70, 0.95),
                swing=(-12, 0, 12),
            ),
            0.0,
            ("lips", "chin", "beside"),
        ),
        WearState(
            "forehead",
            "incorrect",
            "pushed up onto the forehead",
            Contract(
                nose=(0, 0), lips=(0, 0), chin=(0, 0), mask_area=(0.05, float("inf")), eyes=(0, 0.05),
                forehead=(0.35, 1),
            ),
            Geometry(
                top=(-1.45, -1.15, -0.90), side_of_top=(0.28, 1.0), bottom=(-0.52, -0.42, -0.36),
                bottom_at_side=(-0.50, -0.38, -0.20), bunching=(0.1, 0.35, 0.8), gap=(0.0, 0.0, 0.03),
            ),
            0.0,
            ("lips", "chin", "forehead"),
        ),
        WearState(
            "unmasked",
            "none",
            "the photograph itself",
            Contract(nose=(0, 0), lips=(0, 0), chin=(0, 0), mask_area=(0, 0)),
            None,
            0.0,
            (),
        ),
    )
}  # fmt: skip

UNMASKED = "unmasked"
"""The state of a face that wears nothing."""
AREAS = ("nose", "lips", "chin", "neck", "forehead", "beside")
"""What a state may need inside the frame."""


def _accept_state(name: str, state: object) -> WearState:
    """A wear state of another package, checked: its name becomes the name of folders and classes."""
    if not isinstance(state, WearState):
        raise NotSuitable(f"{type(state).__name__} is not a WearState")
    if state.name != name:
        raise NotSuitable(f"the state calls itself {state.name!r}; make the names equal")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise NotSuitable("use a-z, 0-9 and _ in its name")
    if state.geometry is None:
        raise NotSuitable("it needs a geometry: only unmasked faces go without")
    if state.label not in LABELS or not set(state.needs) <= set(AREAS):
        raise NotSuitable(f"labels are {', '.join(LABELS)}; it may need {', '.join(AREAS)}")
    return state


WEAR_STATES: Registry[WearState] = Registry(
    plugins.WEAR_STATES,
    BUNDLED_STATES,
    _accept_state,
    """The wear states by name, bundled ones first, then those of plug-ins.

    Example:
        >>> state = fmld_synth.WEAR_STATES["nose_exposed"]
        >>> state.label, state.contract.nose
        ('incorrect', (0, 0.05))
        >>> sorted(fmld_synth.WEAR_STATES)[:3]
        ['chin', 'chin_exposed', 'correct']
    """,
)


def masked_states() -> tuple[str, ...]:
    """Names of the states in which a mask is worn."""
    return tuple(name for name, state in WEAR_STATES.items() if state.geometry)


def default_mix() -> dict[str, float]:
    """Shares of the wear states when the user names none; they sum to 1. Plug-ins have no part in it."""
    return {name: state.default_share for name, state in BUNDLED_STATES.items() if state.default_share > 0}


def wear_state(name: str) -> WearState:
    """The state called ``name``.

    Raises:
        UserError: there is no such state; the message lists the valid names and the nearest.
    """
    return WEAR_STATES[known(name, WEAR_STATES, "wear state")]


def fitting_states(shares_in_frame: Mapping[str, float], states: Iterable[str]) -> list[str]:
    """Those of ``states`` whose needed regions lie mostly (``MOSTLY_IN_FRAME``) inside the frame.

    Args:
        shares_in_frame: for each of ``AREAS``, the share of it inside the frame.
        states: names of wear states, kept in order.
    """
    return [
        name
        for name in states
        if all(shares_in_frame[region] >= MOSTLY_IN_FRAME for region in wear_state(name).needs)
    ]
