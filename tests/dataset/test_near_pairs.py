"""Filing finds the same pairs as comparing all."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.dataset import duplicates, near_pairs
from fmld_synth.dataset.duplicates import HASH_BITS, NEAR_DUPLICATE, group_near_duplicates


def some_hashes(number: int, seed: int) -> list[int]:
    """Random hashes, each third of them a few flipped bits away from another; among them some just near enough."""
    generator = np.random.default_rng(seed)
    bits = generator.integers(0, 2, (number, HASH_BITS), np.uint8)
    for row in range(2, number, 3):
        bits[row] = bits[generator.integers(row)]
        flipped = generator.choice(HASH_BITS, generator.integers(1, NEAR_DUPLICATE + 4), replace=False)
        bits[row, flipped] ^= 1
    return [int.from_bytes(row.tobytes(), "big") for row in np.packbits(bits, axis=1)]


@pytest.mark.parametrize("at_once", [2**24, 1000])
def test_groups_are_those_of_comparing_all_pairs(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    hashes = some_hashes(600, seed=at_once)
    by_all_pairs = group_near_duplicates(hashes)
    monkeypatch.setattr(duplicates, "MANY", 0)
    monkeypatch.setattr(near_pairs, "FILED_AT_ONCE", at_once)
    assert group_near_duplicates(hashes) == by_all_pairs
    assert 300 < len(set(by_all_pairs)) < 500


@pytest.mark.parametrize("distance", [0, 1, 2, 3, 31, 32, 33])
def test_pairs_at_the_limit(distance: int) -> None:
    """However the differing bits lie, a pair is found up to the limit and not beyond."""
    generator = np.random.default_rng(distance)
    rows = generator.integers(0, 256, (40, 32), np.uint8)
    for row in range(0, 40, 2):
        flipped = np.zeros(HASH_BITS, np.uint8)
        flipped[generator.choice(HASH_BITS, distance + 1, replace=False)] = 1
        rows[row + 1] = rows[row] ^ np.packbits(flipped)
        flipped[np.flatnonzero(flipped)[0]] = 0
        rows[row] = rows[row + 1] ^ np.packbits(flipped)
    found = {tuple(sorted(pair)) for ones, others in near_pairs.near_pairs(rows, distance)
             for pair in zip(ones.tolist(), others.tolist(), strict=True)}  # fmt: skip
    assert found == {(row, row + 1) for row in range(0, 40, 2)}
    assert distance == 0 or not {
        pair for ones, _ in near_pairs.near_pairs(rows, distance - 1) for pair in ones.tolist()
    }
