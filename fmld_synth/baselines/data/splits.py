"""Which images train, validate and test: as the set says, else by person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from fmld_synth.dataset.annotations import AnnotatedImage

Split = Literal["train", "val", "test"]

VAL_SHARE, TEST_SHARE = 0.1, 0.1
"""Of the people in a set without splits; sets without validation give up that share of their training part."""


def splits_of(images: Iterable[AnnotatedImage]) -> dict[str, list[AnnotatedImage]]:
    """The images of a set by split, each in the set's order.

    A set's own splits count. Images without one are divided by a hash of the person, so that nobody is in two splits
    and more images change nothing. Where no image validates, people are moved from ``train`` to ``val``; a test part
    is never invented beside splits of the set's own.

    Returns:
        ``train``, ``val`` and ``test``; any of them may be empty.
    """
    splits: dict[str, list[AnnotatedImage]] = {"train": [], "val": [], "test": []}
    for image in images:
        splits[image.split or _by_person(image)].append(image)
    if not splits["val"]:
        train = splits["train"]
        splits["val"] = [image for image in train if _place(image) < VAL_SHARE]
        splits["train"] = [image for image in train if _place(image) >= VAL_SHARE]
    return splits


def _by_person(image: AnnotatedImage) -> Split:
    place = _place(image)
    return "val" if place < VAL_SHARE else "test" if place < VAL_SHARE + TEST_SHARE else "train"


def _place(image: AnnotatedImage) -> float:
    """Where a person falls between 0 and 1; an image whose person is unknown is a person of its own."""
    digest = hashlib.sha256((image.identity or image.name).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
