"""Photographs that are the same picture: saved anew, scaled or brightened. They must fall in one split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.dataset.near_pairs import near_pairs
from fmld_synth.geometry import ByteArray

THUMBNAIL_SIDE = 64
FREQUENCIES = 16
HASH_BITS = FREQUENCIES**2
NEAR_DUPLICATE = 32
"""Hashes at most this many bits apart are one picture. Saving at JPEG quality 30 or scaling to a third moves
at most 28 bits; different faces in equally tight crops are more than 48 bits apart."""
BLOCK = 2048
MANY = 20_000
"""From so many hashes on filing is quicker than comparing all."""


def perceptual_hash(image: ByteArray) -> int:
    """A hash of 256 bits that hardly changes when a picture is saved anew, scaled or brightened.

    It tells which low frequencies of the picture's cosine transform lie above their median, with more
    bits than usual, because tight crops of different faces are alike in 64.

    Args:
        image: uint8 (height, width, 3), RGB.
    """
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    thumbnail = cv2.resize(gray, (THUMBNAIL_SIDE, THUMBNAIL_SIDE), interpolation=cv2.INTER_AREA)
    # Rounded, so that a plain picture gives zeros and not the noise of floating point numbers.
    frequencies = cv2.dct(thumbnail)[:FREQUENCIES, :FREQUENCIES].round(2)
    bits = frequencies > np.median(frequencies)
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def group_near_duplicates(hashes: Sequence[int], max_distance: int = NEAR_DUPLICATE) -> list[int]:
    """Number the groups of pictures that are linked by steps of at most ``max_distance`` bits.

    The groups and their numbers do not depend on the order of ``hashes``: groups are numbered from 0 by their
    smallest hash. Of few hashes all pairs are compared; of many, those that are filed together by
    :func:`~fmld_synth.dataset.near_pairs.near_pairs`, which gives the same groups.

    Returns:
        The number of each hash's group.
    """
    if not hashes:
        return []
    distinct = sorted(set(hashes))
    parents = list(range(len(distinct)))
    for one, other in _pairs(distinct, max_distance):
        first, second = sorted((_root(parents, one), _root(parents, other)))
        parents[second] = first
    roots = [_root(parents, index) for index in range(len(distinct))]
    numbers = {root: number for number, root in enumerate(sorted(set(roots)))}
    group = {value: numbers[root] for value, root in zip(distinct, roots, strict=True)}
    return [group[value] for value in hashes]


def nearest_hashes(hashes: Sequence[int], others: Sequence[int]) -> list[tuple[int, int]]:
    """For each of ``hashes`` the place of the nearest of ``others``, and how many bits they are apart.

    All pairs are compared, in blocks of matrix products: about ten seconds for 25,000 with 25,000. Of equally
    near ones the first counts.

    Raises:
        ValueError: ``others`` is empty.
    """
    if not others:
        raise ValueError("there is nothing to be near to")
    nearest: list[tuple[int, int]] = []
    other_signs = _signs(others)
    for start in range(0, len(hashes), BLOCK):
        rows = _signs(hashes[start : start + BLOCK])
        best = np.full(len(rows), -np.inf, np.float32)
        place = np.zeros(len(rows), np.int64)
        for other in range(0, len(others), BLOCK):
            products = rows @ other_signs[other : other + BLOCK].T
            here = products.argmax(axis=1)
            value = np.take_along_axis(products, here[:, None], axis=1)[:, 0]
            better = value > best
            best[better], place[better] = value[better], here[better] + other
        distances = ((HASH_BITS - best) / 2).astype(np.int64)
        nearest += list(zip(place.tolist(), distances.tolist(), strict=True))
    return nearest


def _pairs(hashes: Sequence[int], max_distance: int) -> Iterator[tuple[int, int]]:
    """Index pairs of hashes at most ``max_distance`` bits apart."""
    if len(hashes) < MANY:
        yield from _near_pairs(_signs(hashes), max_distance)
        return
    for ones, others in near_pairs(_packed(hashes), max_distance):
        yield from zip(ones.tolist(), others.tolist(), strict=True)


def _packed(hashes: Sequence[int]) -> npt.NDArray[np.uint8]:
    """A row of 32 bytes a hash."""
    content = b"".join(value.to_bytes(HASH_BITS // 8, "big") for value in hashes)
    return np.frombuffer(content, np.uint8).reshape(len(hashes), HASH_BITS // 8)


def _signs(hashes: Sequence[int]) -> npt.NDArray[np.float32]:
    """A row of +1 and -1 a hash: the product of two rows is the number of bits less twice their distance."""
    bits = np.unpackbits(_packed(hashes), axis=1)
    return bits.astype(np.float32) * 2 - 1


def _near_pairs(signs: npt.NDArray[np.float32], max_distance: int) -> list[tuple[int, int]]:
    """Index pairs (smaller, larger) of rows at most ``max_distance`` bits apart."""
    least_product = HASH_BITS - 2 * max_distance
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(signs), BLOCK):
        rows = signs[start : start + BLOCK]
        for other in range(start, len(signs), BLOCK):
            near = rows @ signs[other : other + BLOCK].T >= least_product
            pairs += [
                (start + row, other + column)
                for row, column in np.argwhere(near).tolist()
                if start + row < other + column
            ]
    return pairs


def _root(parents: list[int], index: int) -> int:
    """The group's smallest member; shortens the way there for later calls."""
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index
