"""Which text file holds the labels of which image, wherever people keep them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fmld_synth.dataset.readers.image_files import below
from fmld_synth.dataset.readers.splits import telling_words
from fmld_synth.dataset.readers.yolo_description import looks_like_labels
from fmld_synth.errors import UserError
from fmld_synth.photographs.endings import EXTENSIONS

Key = tuple[str, ...]


@dataclass(frozen=True)
class Matches:
    """Labels and images that belong together.

    Attributes:
        labels: text file of each image that has one.
        unused: label files whose image has another one.
    """

    labels: dict[Path, Path]
    unused: tuple[Path, ...]


def match_labels(root: Path, images: Sequence[Path], texts: Iterable[Path]) -> Matches:
    """Find the label file of each image.

    A label file has its image's name and lies beside it or in a folder whose name says the same: ``train/images`` and
    ``labels/train`` both say ``train``. One that lies elsewhere belongs to the only image of its name.

    Args:
        root: folder of the set; the names of folders above it do not matter.
        images: all image files of the set.
        texts: all text files that may hold labels.

    Raises:
        UserError: a label file has no image, or may belong to several.
    """
    texts = list(texts)
    by_key: dict[Key, list[Path]] = {}
    for path in texts:
        by_key.setdefault(_key(root, path), []).append(path)
    labels: dict[Path, Path] = {}
    for image in images:
        found = by_key.get(_key(root, image))
        if found:
            labels[image] = min(found, key=lambda path: (_distance(root, image, path), path))
    used = set(labels.values())
    left = [path for path in texts if path not in used]
    labels.update(_by_name(root, [image for image in images if image not in labels], left))
    used = set(labels.values())
    stems = {image.stem.lower() for image in images}
    unused = [path for path in left if path not in used and looks_like_labels(path)]
    for path in unused:
        if _stem(path) not in stems:
            raise UserError(f"{path}: there is no image for these labels; put it back, or delete them")
    return Matches(labels, tuple(unused))


def _by_name(root: Path, images: Sequence[Path], texts: Sequence[Path]) -> dict[Path, Path]:
    """Labels in folders that say something else: by the name alone, where it occurs once."""
    by_stem: dict[str, list[Path]] = {}
    for path in texts:
        by_stem.setdefault(_stem(path), []).append(path)
    numbers = Counter(image.stem.lower() for image in images)
    labels = {}
    for image in images:
        found = by_stem.get(image.stem.lower(), [])
        if len(found) == 1 and numbers[image.stem.lower()] == 1:
            labels[image] = found[0]
        elif found and any(looks_like_labels(path) for path in found):
            others = [path for path in found if looks_like_labels(path)]
            raise UserError(
                f"{others[0]}: cannot tell which image these labels belong to, such as {below(root, image)}; keep "
                "labels beside their images, or in folders named like theirs: images/train and labels/train"
            )
    return labels


def _key(root: Path, path: Path) -> Key:
    """What tells an image and its label file from others: what their folders say, and their name."""
    return (*telling_words(path.relative_to(root).parts[:-1]), _stem(path))


def _stem(path: Path) -> str:
    """The name without its ending, in lower case; labels of ``a.jpg`` may be called ``a.jpg.txt``."""
    stem = Path(path.stem)
    return (stem.stem if stem.suffix.lower() in EXTENSIONS else path.stem).lower()


def _distance(root: Path, image: Path, label: Path) -> int:
    """0 where trainers look first: in ``labels`` instead of ``images``; 1 beside the image; else 2."""
    usual = ["labels" if part == "images" else part for part in _folders(root, image)]
    if _folders(root, label) == usual and "labels" in usual:
        return 0
    return 1 if label.parent == image.parent else 2


def _folders(root: Path, path: Path) -> list[str]:
    return [part.lower() for part in path.relative_to(root).parts[:-1]]
