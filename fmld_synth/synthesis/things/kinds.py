"""The kinds of things, and where each is likely to sit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fmld_synth.errors import UserError
from fmld_synth.names import known
from fmld_synth.synthesis.things import (
    beards,
    drinks,
    eyewear,
    face_shields,
    food,
    hands,
    hats,
    microphones,
    neckwear,
    phones,
)
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing

Limits = tuple[float, float]
Place = Literal["hand", "eyes", "head", "neck", "beard"]


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    Attributes:
        pieces: draws it, from back to front.
        place: where it sits: things that are held, or worn on eyes, head, neck or beard, come one to a place.
        in_front: whether it lies before a mask; a mask is worn over the others.
        often: its weight among all kinds.
        x, y, scale, turn: limits between which the fields of :class:`Thing` are drawn evenly.
        lower: what is added to ``y`` where a mask covers the mouth: nobody drinks through one.
        mouth: whether it needs a bare mouth.
        skin: whether it shows the skin of a hand, which has the color of the face's own.
        at_edge: whether it holds a mask where there is one: ``y`` is drawn from the mask's top edge down.
    """

    pieces: Callable[[Thing], list[Piece]]
    place: Place
    in_front: bool
    often: float
    x: Limits = (-0.03, 0.03)
    y: Limits = (-0.05, 0.05)
    scale: Limits = (0.95, 1.05)
    turn: Limits = (-3.0, 3.0)
    lower: float = 0.0
    mouth: bool = False
    skin: bool = False
    at_edge: bool = False


KINDS: Mapping[str, Kind] = {
    "microphone": Kind(
        microphones.microphone,
        "hand",
        True,
        1.2,
        (-0.6, 0.6),
        (-0.1, 0.5),
        (0.85, 1.25),
        (-50, 50),
        skin=True,
    ),
    "cup": Kind(
        drinks.cup, "hand", True, 1.0, (-0.3, 0.3), (-0.15, 0.7), (0.9, 1.2), (-14, 14), lower=0.35, skin=True
    ),
    "glass": Kind(
        drinks.glass,
        "hand",
        True,
        0.5,
        (-0.3, 0.3),
        (-0.1, 0.6),
        (0.9, 1.15),
        (-14, 14),
        lower=0.4,
        skin=True,
    ),
    "bottle": Kind(
        drinks.bottle,
        "hand",
        True,
        0.6,
        (-0.2, 0.2),
        (-0.05, 0.3),
        (0.9, 1.15),
        (-45, 45),
        lower=0.5,
        skin=True,
    ),
    "phone": Kind(
        phones.phone, "hand", True, 1.0, (-1.2, 1.2), (-0.2, 0.6), (0.9, 1.15), (-25, 25), skin=True
    ),
    "fruit": Kind(
        food.fruit, "hand", True, 0.4, (-0.3, 0.3), (-0.1, 0.4), (0.9, 1.1), (-30, 30), lower=0.6, skin=True
    ),
    "ice_cream": Kind(
        food.ice_cream,
        "hand",
        True,
        0.4,
        (-0.3, 0.3),
        (0.0, 0.5),
        (0.9, 1.1),
        (-30, 30),
        lower=0.7,
        skin=True,
    ),
    "burger": Kind(
        food.burger, "hand", True, 0.4, (-0.2, 0.2), (-0.2, 0.4), (0.9, 1.1), (-12, 12), lower=0.8, skin=True
    ),
    "cigarette": Kind(
        food.cigarette, "hand", True, 0.4, (-0.2, 0.2), (-0.02, 0.04), (0.9, 1.1), (-15, 35), mouth=True
    ),
    "hand": Kind(hands.hand, "hand", True, 1.0, (-0.8, 0.8), (-0.3, 0.9), (0.95, 1.15), (-75, 75), skin=True),
    "pinching_hand": Kind(
        hands.pinching_hand,
        "hand",
        True,
        1.0,
        (-0.6, 0.6),
        (0.0, 0.4),
        (0.9, 1.1),
        (-50, 50),
        skin=True,
        at_edge=True,
    ),
    "sunglasses": Kind(eyewear.sunglasses, "eyes", True, 1.0, y=(-0.05, 0.15)),
    "goggles": Kind(eyewear.goggles, "eyes", True, 0.4, y=(-0.05, 0.08)),
    "face_shield": Kind(face_shields.face_shield, "head", True, 0.6),
    "helmet": Kind(hats.helmet, "head", True, 0.5, y=(-0.1, 0.1), scale=(0.98, 1.08)),
    "cap": Kind(hats.cap, "head", False, 0.8, y=(-0.12, 0.12), scale=(0.98, 1.08), turn=(-5, 5)),
    "beanie": Kind(hats.beanie, "head", False, 0.7, y=(-0.12, 0.12), scale=(0.98, 1.06), turn=(-5, 5)),
    "scarf": Kind(neckwear.scarf, "neck", False, 1.2, y=(-0.05, 0.2), turn=(-8, 8)),
    "turtleneck": Kind(neckwear.turtleneck, "neck", False, 0.6, y=(-0.1, 0.2)),
    "collar": Kind(neckwear.collar, "neck", False, 0.7, y=(-0.05, 0.3)),
    "hood": Kind(neckwear.hood, "head", False, 0.8, y=(-0.05, 0.05), scale=(0.98, 1.06)),
    "beard": Kind(beards.beard, "beard", False, 0.8, y=(0, 0), mouth=True),
}
"""All kinds by name."""


def find_kind(name: str) -> Kind:
    """The kind of a recorded thing.

    Raises:
        UserError: there is none of that name; the message lists the valid ones.
    """
    return KINDS[known(name, KINDS, "kind of thing")]


def chosen_kinds(names: Iterable[str], share: float) -> tuple[str, ...]:
    """The names of kinds that somebody chose, each once; none for all.

    Args:
        names: as they were given for ``thing_kinds``.
        share: of faces that are given things.

    Raises:
        UserError: there is none of a name; the message lists the valid ones. Or no face is given things.

    Examples:
        >>> chosen_kinds(["cup", "phone", "cup"], 0.2)
        ('cup', 'phone')
    """
    chosen = tuple(
        dict.fromkeys(known(name, KINDS, "kind of thing", where="`thing_kinds`") for name in names)
    )
    if chosen and not share:
        raise UserError("`thing_kinds` needs `things`, the share of faces that are given some")
    return chosen
