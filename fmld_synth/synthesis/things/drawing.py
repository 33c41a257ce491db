"""Which things a face is given, drawn by chance."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

import numpy as np

from fmld_synth.synthesis.parameters import DECIMALS
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.hands import MOUTH
from fmld_synth.synthesis.things.kinds import KINDS, Kind, Limits
from fmld_synth.synthesis.things.thing import Thing

SECOND = 0.25
"""Share of faces with a thing that are given a second one in another place. Chosen by eye."""
_MANY_SEEDS = 2**48


def has_things(seed: int, share: float) -> bool:
    """Whether a face with this seed is given things, when ``share`` of them are."""
    return bool(random_stream(seed, RandomStream.THINGS).random() < share)


def draw_things(
    seed: int,
    attempt: int,
    *,
    mouth_covered: bool,
    skin: tuple[float, float, float] | None,
    top_edge: float | None = None,
    kinds: Collection[str] = (),
) -> tuple[Thing, ...]:
    """Draw one thing or two in different places, from back to front.

    Args:
        seed: of the picture.
        attempt: another number gives other things.
        mouth_covered: whether a mask covers the mouth.
        skin: linear color of the face's skin, for hands.
        top_edge: about where the mask's top edge lies, in inter-ocular distances below the eyes; None without a mask
            that hands could pull at.
        kinds: names of those that are drawn; empty for all.

    Returns:
        None of them where all that may be drawn need a bare mouth, and it is covered.
    """
    generator = random_stream(seed, RandomStream.THINGS, attempt + 1)
    possible = [
        name
        for name, kind in KINDS.items()
        if (not kinds or name in kinds) and not (kind.mouth and mouth_covered)
    ]
    if not possible:
        return ()
    chosen = [_drawn_kind(generator, possible)]
    if generator.random() < SECOND:
        elsewhere = [name for name in possible if KINDS[name].place != KINDS[chosen[0]].place]
        if elsewhere:
            chosen.append(_drawn_kind(generator, elsewhere))
    order = list(KINDS)
    chosen.sort(key=lambda name: (KINDS[name].in_front, -order.index(name)))
    assert all(first != second for first, second in pairwise(chosen)), "they have different places"
    return tuple(
        _drawn(generator, name, _lower(KINDS[name], mouth_covered, top_edge), skin) for name in chosen
    )


def _lower(kind: Kind, mouth_covered: bool, top_edge: float | None) -> float:
    """How far below its usual place a thing is, for a mask's sake, in inter-ocular distances."""
    if kind.at_edge and top_edge is not None:
        return top_edge - MOUTH[1]
    return kind.lower if mouth_covered else 0.0


def _drawn_kind(generator: np.random.Generator, names: list[str]) -> str:
    weights = np.array([KINDS[name].often for name in names])
    return names[int(generator.choice(len(names), p=weights / weights.sum()))]


def _drawn(
    generator: np.random.Generator,
    name: str,
    lower: float,
    skin: tuple[float, float, float] | None,
) -> Thing:
    kind = KINDS[name]

    def within(limits: Limits) -> float:
        return round(float(generator.uniform(*limits)), DECIMALS)

    seed = int(generator.integers(_MANY_SEEDS))
    x, y, scale, turn = (within(limits) for limits in (kind.x, kind.y, kind.scale, kind.turn))
    return Thing(
        kind=name,
        seed=seed,
        x=x,
        y=round(y + lower, DECIMALS),
        scale=scale,
        turn=turn,
        color=skin if kind.skin else None,
    )
