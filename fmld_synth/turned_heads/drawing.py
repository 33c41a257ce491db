"""How far a head is turned: drawn from a seed, within what looks like a photograph."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fmld_synth.errors import Rejected
from fmld_synth.faces.face import HeadPose
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.turned_heads.turning import MOST_NOD, MOST_TURN

NODDING = 0.6
"""Share of the pictures in which the head also nods: most real heads look neither up nor down."""
INTO_THE_CAMERA = 4.0
"""Degrees of yaw up to which a head looks to neither side, as well as that can be measured; it turns to either."""
LIMIT = (0.8, 1.0)
"""Share of ``MOST_TURN`` beyond which a head does not turn: drawn, because heads that look into the camera would
otherwise mostly turn by the same angle."""

Range = tuple[float, float]
"""Lowest and highest value, in degrees."""


class Turn(NamedTuple):
    """By how many degrees a head is turned; signs as in ``HeadPose``."""

    yaw: float
    pitch: float


def draw_turn(pose: HeadPose, seed: int, yaw: Range, pitch: Range) -> Turn:
    """Draw how far a head is turned, to the side to which it points already.

    Args:
        pose: of the head in the photograph.
        seed: of the picture, 0 or more.
        yaw: where the turned head may point, to either side, 0 or more; it is turned by at most ``MOST_TURN``.
        pitch: where it may point when it nods; it nods by at most ``MOST_NOD``.

    Raises:
        Rejected: at stage ``face``: ``turned_already`` as far as the range goes.
    """
    generator = random_stream(seed, RandomStream.TURNED_HEAD)
    side = float(np.sign(pose.yaw)) if abs(pose.yaw) > INTO_THE_CAMERA else float(generator.choice((-1, 1)))
    turned = side * pose.yaw
    if turned >= yaw[1]:
        raise Rejected("face", "turned_already", {"yaw": round(pose.yaw, 1), "most": yaw[1]})
    wanted = float(generator.uniform(max(yaw[0], turned), yaw[1]))
    limit = MOST_TURN * float(generator.uniform(*LIMIT))
    nod = float(generator.uniform(*pitch)) - pose.pitch if generator.random() < NODDING else 0.0
    return Turn(side * min(wanted - turned, limit), min(max(nod, -MOST_NOD), MOST_NOD))
