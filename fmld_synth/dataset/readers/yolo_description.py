"""What describes a YOLO set: class names and splits, from ``data.yaml``, darknet's ``obj.data``, or plain lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fmld_synth.dataset.readers.image_files import below, by_depth, files_with, read_bytes, read_text
from fmld_synth.dataset.readers.splits import SPLITS
from fmld_synth.errors import UserError
from fmld_synth.photographs.endings import EXTENSIONS

DESCRIPTIONS = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")
CLASS_LISTS = ("classes.txt", "obj.names", "classes.names", "_darknet.labels", "labels.txt", "class.names")
YAML_NAMES = ": names"
LABELIMG_LIST = "predefined_classes.txt"
"""What labelImg offers; ``classes.txt`` beside it lists the classes that it uses."""
ENDINGS = (".yaml", ".yml", ".txt", ".names", ".labels", ".data")
"""Of files that may describe a set."""
MOST_BYTES = 4 * 2**20
"""Descriptions are a few kilobytes; a file beyond this is something else."""
TOLD_BY_LINES, TOLD_BY_BYTES = 20, 1 << 14
"""So much of a text file tells what it is."""
_LABEL_LINE = re.compile(r"\s*[\w.+-]+(\s+[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?){4,}\s*")


@dataclass(frozen=True)
class Place:
    """Where the images of a split lie, as a description writes it.

    Attributes:
        split: ``train``, ``val`` or ``test``.
        written: path of a folder or of a list of images.
        base: what the description puts before it; empty when nothing.
        where: file and field.
    """

    split: str
    written: str
    base: str
    where: str


@dataclass(frozen=True)
class Description:
    """What is known of a set before its label files are read.

    Attributes:
        home: folder that its paths count from.
        names: class names by number; None without a list.
        where: file and field of the names.
        places: where the images of its splits lie; empty when it does not say.
        kpt_shape: number of landmarks behind each box, and of numbers each.
        files: the files that this comes from, which hold no labels.
    """

    home: Path
    names: dict[int, str] | None
    where: str
    places: tuple[Place, ...] = ()
    kpt_shape: tuple[int, int] | None = None
    files: frozenset[Path] = field(default_factory=frozenset)

    @property
    def is_explicit(self) -> bool:
        """Whether it names classes and splits, as only YOLO sets do."""
        return bool(self.places) and self.where.endswith(YAML_NAMES)


def find_description(root: Path) -> Description | None:
    """What describes the set in a folder or, as archives are unpacked, in a folder inside; None when nothing does.

    Raises:
        UserError: a description is damaged, or there are several that disagree.
    """
    files = files_with(root, *ENDINGS)
    yamls = _yaml_files(root, files)
    lists = by_depth(root, filter(_is_class_list, files))
    text_places, text_files = _listed_places(root, files)
    known = frozenset([*yamls, *lists, *text_files])
    if yamls:
        return _described(root, yamls, text_places, known)
    if lists:
        names, where = _listed(lists)
        return Description(root, names, where, text_places, files=known)
    return None


def looks_like_labels(path: Path) -> bool:
    """Whether a text file holds lines of a class and at least four numbers."""
    lines = [line for line in _beginning(path) if line.strip()]
    return bool(lines) and all(_LABEL_LINE.fullmatch(line) for line in lines)


def without_names(root: Path) -> Description:
    """For a set that nothing describes: classes go by their numbers."""
    places, lists = _listed_places(root, files_with(root, *ENDINGS))
    return Description(root, None, f"{root}: class names", places, files=frozenset(lists))


def _yaml_files(root: Path, files: Iterable[Path]) -> list[Path]:
    """The descriptions nearest to the set's folder."""
    found = by_depth(root, filter(_is_description, files))
    depth = len(found[0].parts) if found else 0
    nearest = [path for path in found if len(path.parts) == depth]
    return sorted(nearest, key=lambda path: (path.name not in DESCRIPTIONS, path))


def _is_description(path: Path) -> bool:
    """Whether a file is YAML that names classes, or is called as if it did and cannot be read."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return False
    try:
        content = read_yaml(path)
    except UserError:
        return path.name in DESCRIPTIONS
    return "names" in content or (path.name in DESCRIPTIONS and not SPLITS.keys().isdisjoint(content))


def _described(
    root: Path, paths: list[Path], text_places: tuple[Place, ...], known: frozenset[Path]
) -> Description:
    path, *others = paths
    content = read_yaml(path)
    names = _names(content, path)
    for other in others:
        if other.parent != path.parent:
            raise UserError(
                f"{root}: holds several sets, {below(root, path.parent)} and {below(root, other.parent)}; name one of "
                "these folders"
            )
        if _names(read_yaml(other), other) != names:
            raise UserError(f"{path} and {other.name} beside it name other classes; keep one of them")
    return Description(
        path.parent, names, f"{path}{YAML_NAMES}", tuple(_places(content, path)) or text_places,
        _kpt_shape(content, path), known,
    )  # fmt: skip


def _names(content: dict[str, Any], path: Path) -> dict[int, str]:
    names = content.get("names")
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not names:
        raise UserError(f"{path}: names: expected the names of the classes")
    found: dict[int, str] = {}
    for number, name in names.items():
        text = str(number)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise UserError(f"{path}: names: {text[:40]!r} is not a class number")
        if not isinstance(name, (str, int, float)):  # printing nested ones could fill the memory
            raise UserError(f"{path}: names, {number}: expected a name, found {type(name).__name__}")
        if found.get(int(text), str(name)) != str(name):
            raise UserError(f"{path}: names: class {text} is given twice; number the classes from 0")
        found[int(text)] = str(name)
    return found


def _places(content: dict[str, Any], path: Path) -> Iterator[Place]:
    base = content.get("path") or ""
    for key, places in content.items():
        if key in SPLITS and places:
            where = f"{path}: {key}"
            for place in places if isinstance(places, list) else [places]:
                if not (isinstance(base, str) and isinstance(place, str)):
                    raise UserError(f"{where}: expected the path of a folder or list")
                yield Place(SPLITS[key], place, base, where)


def _kpt_shape(content: dict[str, Any], path: Path) -> tuple[int, int] | None:
    shape = content.get("kpt_shape")
    if shape is None:
        return None
    if (
        not isinstance(shape, list)
        or len(shape) != 2
        or not all(type(number) is int and 0 <= number < 10**6 for number in shape)
    ):
        raise UserError(
            f"{path}: kpt_shape: expected the number of landmarks and of numbers each, such as [5, 2]"
        )
    return shape[0], shape[1]


class _StrictLoader(yaml.SafeLoader):  # type: ignore[misc]  # yaml has no types
    """Refuses a key that is given two values, of which YAML's loader silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, str] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                written = (
                    value.value if isinstance(value, yaml.ScalarNode) else f"line {value.start_mark.line}"
                )
                if seen.setdefault(key.value, written) != written:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value[:40]} is given twice, with different values"
                    )
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def read_yaml(path: Path) -> dict[Any, Any]:
    """The content of a description.

    Raises:
        UserError: it cannot be read, is not YAML, or gives a key twice.
    """
    data = read_bytes(path)
    if len(data) > MOST_BYTES:
        raise UserError(f"{path}: larger than {MOST_BYTES >> 20} MB; this does not describe a set")
    try:
        content = yaml.load(data, _StrictLoader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError, OverflowError) as error:
        raise UserError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise UserError(f"{path}: expected names and folders, found {type(content).__name__}")
    return content


def _is_class_list(path: Path) -> bool:
    if path.suffix == ".names" or path.name.lower() in (*CLASS_LISTS, LABELIMG_LIST):
        return any(line.strip() for line in _beginning(path)) and not looks_like_labels(path)
    return False


def _listed(paths: list[Path]) -> tuple[dict[int, str], str]:
    """Names by their line; lists of different folders must agree."""
    paths = [path for path in paths if path.name != LABELIMG_LIST] or paths
    first, *others = paths
    names = _lines(first)
    for other in others:
        if _lines(other) != names:
            raise UserError(f"{first} and {other} list different classes; keep one of them")
    return dict(enumerate(names)), str(first)


def _listed_places(root: Path, files: Iterable[Path]) -> tuple[tuple[Place, ...], list[Path]]:
    """Lists of images such as ``train.txt``: those that darknet's ``obj.data`` names, else those nearest to the root.

    Returns:
        The places of the splits, and all files that list images.
    """
    files = list(files)
    lists = by_depth(root, filter(_is_image_list, files))
    chosen: dict[str, Path] = {}
    for path in lists:
        if path.stem.lower() in SPLITS:
            chosen.setdefault(SPLITS[path.stem.lower()], path)
    places = [
        Place(split, below(root, path), "", str(path))
        for split, path in sorted(chosen.items(), key=lambda item: list(SPLITS.values()).index(item[0]))
    ]
    for data in by_depth(root, (path for path in files if path.suffix.lower() == ".data"))[:1]:
        pairs = [line.partition("=") for line in _beginning(data)]
        named = [
            Place(SPLITS[key.strip()], value.strip(), "", f"{data}: {key.strip()}")
            for key, _, value in pairs
            if key.strip() in SPLITS and value.strip()
        ]
        places = named or places
    return tuple(places), lists


def _is_image_list(path: Path) -> bool:
    if path.suffix.lower() != ".txt":
        return False
    lines = [line.strip() for line in _beginning(path) if line.strip()]
    return bool(lines) and all(Path(line).suffix.lower() in EXTENSIONS for line in lines)


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in read_text(path).splitlines() if line.strip()]


def _beginning(path: Path) -> Iterable[str]:
    """The first lines of a text file; nothing of one that is not text."""
    try:
        with path.open("rb") as file:
            data = file.read(TOLD_BY_BYTES)
    except OSError:
        return []
    lines = data.decode("utf-8-sig", "ignore").splitlines()
    if len(data) == TOLD_BY_BYTES and len(lines) > 1:
        lines.pop()  # it may be cut
    return lines[:TOLD_BY_LINES]
