"""Which face of a frame is which of the frame before."""

from __future__ import annotations

from collections.abc import Sequence

from fmld_synth.geometry import Box


def same_faces(before: Sequence[Box], now: Sequence[Box], least_overlap: float) -> dict[int, int]:
    """Pair boxes by how much they overlap, best pairs first.

    Args:
        before: where faces were found last.
        now: where faces are.
        least_overlap: IoU from which a face can be the same, 0 to 1.

    Returns:
        For each place in ``before`` that has one, its place in ``now``.
    """
    overlaps = sorted(
        (
            (old.intersection_over_union(new), which_old, which_new)
            for which_old, old in enumerate(before)
            for which_new, new in enumerate(now)
        ),
        key=lambda one: (-one[0], one[1:]),
    )
    pairs: dict[int, int] = {}
    for overlap, which_old, which_new in overlaps:
        if overlap < least_overlap:
            break
        if which_old not in pairs and which_new not in pairs.values():
            pairs[which_old] = which_new
    return pairs
