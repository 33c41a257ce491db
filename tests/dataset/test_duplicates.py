"""The same picture is recognized after what happens to pictures; different pictures stay apart."""

import random

import cv2
import numpy as np
import pytest
import skimage.data
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.dataset import duplicates
from fmld_synth.dataset.duplicates import (
    HASH_BITS,
    NEAR_DUPLICATE,
    group_near_duplicates,
    nearest_hashes,
    perceptual_hash,
)
from fmld_synth.geometry import ByteArray

hashes = st.integers(0, 2**HASH_BITS - 1)


def distance(one: int, other: int) -> int:
    return (one ^ other).bit_count()


@pytest.fixture(scope="module")
def portrait() -> ByteArray:
    return np.ascontiguousarray(skimage.data.astronaut()[0:230, 100:330])


def saved_as_jpeg(image: ByteArray) -> ByteArray:
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)


def halved(image: ByteArray) -> ByteArray:
    return np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def brightened(image: ByteArray) -> ByteArray:
    return np.clip(image * 1.15 + 8, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("change", [saved_as_jpeg, halved, brightened])
def test_a_changed_copy_stays_near(portrait: ByteArray, change: object) -> None:
    assert callable(change)
    assert distance(perceptual_hash(portrait), perceptual_hash(change(portrait))) <= NEAR_DUPLICATE


def test_other_pictures_are_far(portrait: ByteArray) -> None:
    mirrored = np.ascontiguousarray(portrait[:, ::-1])
    for other in (skimage.data.chelsea(), skimage.data.coffee(), mirrored):
        assert distance(perceptual_hash(portrait), perceptual_hash(other)) > 2 * NEAR_DUPLICATE


def test_plain_pictures_hash_alike() -> None:
    plain = [np.full((50, 70, 3), level, np.uint8) for level in (30, 200)]
    assert distance(*map(perceptual_hash, plain)) == 0


def flipped(value: int, bits: range) -> int:
    return value ^ sum(1 << bit for bit in bits)


def test_groups_are_chains_of_near_hashes() -> None:
    base = random.Random(1).getrandbits(HASH_BITS)
    near = flipped(base, range(NEAR_DUPLICATE))
    nearer_still = flipped(near, range(100, 100 + NEAR_DUPLICATE))
    apart = flipped(base, range(200, 200 + NEAR_DUPLICATE + 1))
    groups = group_near_duplicates([base, apart, nearer_still, near, base])
    assert groups[0] == groups[2] == groups[3] == groups[4] != groups[1]


def test_groups_do_not_depend_on_order_and_match_a_plain_comparison() -> None:
    chance = random.Random(2)
    hashes = [chance.getrandbits(HASH_BITS) for _ in range(2500)]
    hashes += [flipped(value, range(chance.randrange(60))) for value in hashes[:300]]
    groups = dict(zip(hashes, group_near_duplicates(hashes), strict=True))
    chance.shuffle(hashes)
    assert groups == dict(zip(hashes, group_near_duplicates(hashes), strict=True))
    some = hashes[:200]
    for one in some:
        for other in some:
            if distance(one, other) <= NEAR_DUPLICATE:
                assert groups[one] == groups[other]
    assert len(set(groups.values())) < len(groups), "some were near"


def test_nothing_gives_no_groups() -> None:
    assert group_near_duplicates([]) == []


@given(st.lists(hashes, max_size=12), st.lists(hashes, min_size=1, max_size=12))
def test_the_nearest_hash_is_the_one_with_the_fewest_other_bits(some, others):
    expected = [min(((one ^ other).bit_count(), place) for place, other in enumerate(others)) for one in some]
    assert nearest_hashes(some, others) == [(place, distance) for distance, place in expected]


def test_the_nearest_hash_is_found_in_a_later_block(monkeypatch):
    monkeypatch.setattr(duplicates, "BLOCK", 2)
    others = [2**200 - 1, 2**100, 7, 15, 2**255]
    assert nearest_hashes([6, 2**255 + 1, 15], others) == [(2, 1), (4, 1), (3, 0)]


def test_nothing_is_near_to_nothing():
    with pytest.raises(ValueError, match="nothing"):
        nearest_hashes([1], [])
