"""Pairs of similar hashes, found without comparing all pairs.

The bits are dealt out to bands, as cards are. Two hashes that differ in few bits differ in at most two of them in some
band, for else each band would add three. So for every band each hash is filed under its bits there, and under all that
differ in one of them: two that differ in at most two bits lie together somewhere. Only those are compared in full.

This is exact. It costs about as much for each hash, however many there are, as long as most lie alone; all pairs would
cost a hundred times as much for ten times as many.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

WIDEST_BAND = 24
"""Bits; so many that few of ten million hashes share them by chance."""
FILED_AT_ONCE = 2**24
"""Entries that are sorted at a time: 128 MiB."""
COMPARED_AT_ONCE = 2**20
ROWS_AT_ONCE = 2**16
Indices = npt.NDArray[np.int64]


def near_pairs(packed: npt.NDArray[np.uint8], max_distance: int) -> Iterator[tuple[Indices, Indices]]:
    """Pairs of rows at most so many bits apart; a pair may come several times.

    Args:
        packed: the hashes, all different: uint8 (hashes, bytes), the bytes a multiple of eight.
        max_distance: in bits.

    Yields:
        Index of the first and of the second of each pair, in portions.
    """
    words = np.ascontiguousarray(packed).view(np.uint64)
    bands = max(max_distance // 3 + 1, -(-packed.shape[1] * 8 // WIDEST_BAND))
    for band in range(bands):
        keys, width = _keys(packed, band, bands)
        for first, second in _filed_together(keys, width):
            for start in range(0, len(first), COMPARED_AT_ONCE):
                one, other = first[start : start + COMPARED_AT_ONCE], second[start : start + COMPARED_AT_ONCE]
                near = np.bitwise_count(words[one] ^ words[other]).sum(axis=1) <= max_distance
                if near.any():
                    yield one[near], other[near]


def _keys(packed: npt.NDArray[np.uint8], band: int, bands: int) -> tuple[npt.NDArray[np.uint64], int]:
    """The bits of every row in a band, as numbers, and how many bits that are."""
    keys = []
    for start in range(0, len(packed), ROWS_AT_ONCE):
        bits = np.unpackbits(packed[start : start + ROWS_AT_ONCE], axis=1)[:, band::bands].astype(np.uint64)
        width = bits.shape[1]
        keys.append((bits << np.arange(width, dtype=np.uint64)).sum(axis=1, dtype=np.uint64))
    return np.concatenate(keys), width


def _filed_together(keys: npt.NDArray[np.uint64], width: int) -> Iterator[tuple[Indices, Indices]]:
    """Pairs whose keys differ in at most two bits."""
    parts = len(keys) * (width + 1) // FILED_AT_ONCE + 1
    flips = np.concatenate([[0], 1 << np.arange(width)]).astype(np.uint64)
    owners = np.arange(len(keys), dtype=np.uint64)
    for part in range(parts):  # entries of different parts never lie together
        entries = []
        for flip in flips:
            filed = keys ^ flip
            here = filed % np.uint64(parts) == part
            entries.append((filed[here] << np.uint64(32)) | owners[here])
        ordered = np.sort(np.concatenate(entries))
        filed, owner = ordered >> np.uint64(32), (ordered & np.uint64(0xFFFFFFFF)).astype(np.int64)
        together = np.arange(len(filed) - 1)
        step = 1
        while len(together):
            together = together[together + step < len(filed)]
            together = together[filed[together] == filed[together + step]]
            if len(together):
                yield owner[together], owner[together + step]
            step += 1
