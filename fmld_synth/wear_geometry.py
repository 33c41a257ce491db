"""How a mask sits in a wear state: distributions that each picture is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

Spread = tuple[float, float, float]
"""Lowest, most frequent and highest value of a triangular distribution."""


@dataclass(frozen=True)
class Geometry:
    """Where the mask sits on the canonical face: distributions to sample from.

    Heights run down the canonical face in inter-ocular distances from the eye line: 0.0 eyes, 0.38 nose tip,
    0.60 base of the nose, 0.80 top of the upper lip, 1.05 bottom of the lower lip, 1.57 chin point; beyond the
    chin they follow the surface under the jaw and down the neck. Above the eyes they are negative: -0.38 brows,
    -0.81 top of the forehead, -1.6 nearly the crown. The distributions of edges
    follow ``benchmarks/measure_real_masks.py``, but for ``chin_exposed`` and ``forehead``, of which there are too few
    photographs.

    Attributes:
        top: height of the top edge at the center.
        side_of_top: (base, slope): the top corners, where the upper straps leave, sit at base + slope * top, with
            a deviation of 0.08. On real masks a high center is peaked over the nose, a low one straight.
        bottom: height of the bottom edge at the center; None leaves it to the template (below the chin).
        bottom_at_side: height of the bottom corner, where the lower strap leaves.
        bunching: how much of the cloth's height is gathered in folds, 0 flat to 1 crumpled.
        gap: how far the top edge stands off the skin, in inter-ocular distances.
        length: what is left of the mask's length from ear to ear: under the chin the loops gather its ends, and it
            runs down to the chin and up again; 1 all of it.
        off_throat: how far cloth below the jaw hangs straight down instead of following the throat, 0 to 1.
        askew: factor on how far it is turned, and hangs off one side.
    """

    top: Spread
    side_of_top: tuple[float, float]
    bottom: Spread | None
    bottom_at_side: Spread
    bunching: Spread
    gap: Spread
    length: Spread = (1.0, 1.0, 1.0)
    off_throat: Spread = (0.0, 0.0, 0.0)
    askew: float = 1.0


@dataclass(frozen=True)
class Hanging:
    """How a mask hangs from one ear by one loop, the other loop free: distributions to sample from.

    Which ear it is, is drawn with equal odds; what decides whether it shows is measured.

    Attributes:
        drop: from the root of the ear down to the mask's upper end, in inter-ocular distances.
        turn: where the outside of the mask faces, in degrees: 0 forward, 90 sideways, away from the head.
        fold: by how many degrees its two halves are folded together, inside on inside.
        gathered: its width across, as a share of its height when laid flat.
        swing: how far it hangs off the vertical, in degrees.
    """

    drop: Spread
    turn: Spread
    fold: Spread
    gathered: Spread
    swing: Spread
