"""What the folders of a set are called: splits, and words that say nothing of their content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath

SPLITS = {
    "train": "train", "training": "train",
    "val": "val", "valid": "val", "validation": "val",
    "test": "test", "testing": "test",
}  # fmt: skip
IMAGE_FOLDERS = ("images", "JPEGImages", "image", "Images", "imgs")
NEUTRAL = frozenset({
    "images", "image", "img", "imgs", "jpegimages", "pictures", "photos", "frames",
    "labels", "label", "annotations", "annotation", "annos", "xmls", "xml", "json", "jsons", "txt", "txts", "bbox",
    "boxes", "bboxes",
    "yolo", "darknet", "voc", "pascal", "coco", "obj", "data", "dataset", "datasets", "set", "split", "splits",
    "subset", "default", "instances", "upload", "media", "files",
})  # fmt: skip
"""Words in the names of folders that do not tell one part of a set from another."""


def split_of_name(name: str) -> str | None:
    """The split that a folder's name tells, if it tells nothing else: ``Train``, ``val2017``, ``obj_valid_data``."""
    words = _words(name)
    return SPLITS.get(words[0]) if len(words) == 1 else None


def split_in(path: PurePosixPath | Path) -> str | None:
    """The split that a folder on the path names; the innermost one counts. None when none does."""
    for part in reversed(path.parts[:-1]):
        split = split_of_name(part)
        if split is not None:
            return split
    return None


def telling_words(parts: Iterable[str]) -> tuple[str, ...]:
    """What folders say of their content, in lower case, splits by their usual names, without neutral words.

    ``images/Train`` and ``train_labels`` both say ``train``.
    """
    return tuple(SPLITS.get(word, word) for part in parts for word in _words(part))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name that are not neutral; years behind splits are taken off: ``train2017``."""
    words = []
    for word in re.split(r"[\W_]+", name.lower()):
        short = word.rstrip("0123456789")
        word = short if short in SPLITS or short in NEUTRAL else word
        if word and word not in NEUTRAL:
            words.append(word)
    return tuple(words)
