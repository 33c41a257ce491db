"""Signs of annotations, also of formats that are not read: so that no such set is taken for plain pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.dataset.readers.image_files import below, by_depth, files_with, image_files
from fmld_synth.dataset.readers.yolo_description import looks_like_labels
from fmld_synth.regular_files import read_regular_file

SNIFFED_FILES = 200
SNIFFED_BYTES = 1 << 16
WAY_OUT = "export it as COCO, Pascal VOC or YOLO"


class Sign(NamedTuple):
    """A file that shows what a folder holds.

    format: its name for people.
    file: below the folder.
    remedy: what to do.
    """

    format: str
    file: str
    remedy: str

    @property
    def text(self) -> str:
        """For a message."""
        return f"{self.file} looks like {self.format}"


def signs_of_annotations(root: Path) -> Sign | None:
    """The first sign that pictures of a folder are annotated in some way; None when nothing shows any."""
    for path in by_depth(root, files_with(root, ".jsonl")):
        if path.name == MANIFEST and path.parent != root:
            return Sign("a set that generate made", below(root, path), f"name the folder {path.parent}")
    for path in by_depth(root, files_with(root, ".xml"))[:SNIFFED_FILES]:
        head = _beginning(path)
        if re.search(r"<annotations[\s>]", head) and re.search(r"<image[\s>]", head):
            return Sign("CVAT for images", below(root, path), WAY_OUT)
        if re.search(r"<annotation[\s>]", head):
            return Sign("Pascal VOC", below(root, path), "name the format: pascal-voc")
    for path in by_depth(root, files_with(root, ".json"))[:SNIFFED_FILES]:
        name = _json_format(path)
        if name is not None:
            return Sign(name, below(root, path), WAY_OUT)
    for path in by_depth(root, files_with(root, ".csv"))[:SNIFFED_FILES]:
        head = _beginning(path).partition("\n")[0].lower()
        if "xmin" in head or "bbox" in head:
            return Sign("a table of boxes", below(root, path), WAY_OUT)
    return _sign_of_labels(root)


def _sign_of_labels(root: Path) -> Sign | None:
    """YOLO's text files, beside or elsewhere, with the names of pictures."""
    stems = {path.stem for path in image_files(root)}
    for path in files_with(root, ".txt"):
        if path.stem in stems and looks_like_labels(path):
            return Sign(
                "YOLO",
                below(root, path),
                "add data.yaml with names, or classes.txt, and name the format: yolo",
            )
    return None


def _json_format(path: Path) -> str | None:
    """The program that a JSON file of annotations comes from."""
    try:
        content = json.loads(read_regular_file(path))
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(content, dict):
        if isinstance(content.get("shapes"), list) and "imagePath" in content:
            return "labelme"
        if "_via_img_metadata" in content or _any_has(content.values(), "regions", "filename"):
            return "VGG Image Annotator"
        if isinstance(content.get("annotations"), list) and isinstance(content.get("images"), list):
            return "COCO without categories"
    if isinstance(content, list):
        if _any_has(content, "annotations", "data"):
            return "Label Studio"
        if _any_has(content, "image", "annotations"):
            return "CreateML"
        if _any_has(content, "External ID") or _any_has(content, "data_row"):
            return "Labelbox"
    return None


def _any_has(entries: Iterable[Any], *keys: str) -> bool:
    """Whether the first entry is an object with all of these keys."""
    first = next(iter(entries), None)
    return isinstance(first, Mapping) and all(key in first for key in keys)


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(SNIFFED_BYTES).replace(b"\0", b"").decode("utf-8", "ignore")
    except OSError:
        return ""
