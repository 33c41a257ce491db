"""The header of a dataset card: what the Hugging Face Hub reads of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fmld_synth.publish.contents import Contents
from fmld_synth.publish.publication import Publication

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_SPLIT_NAMES = {"val": "validation"}


def card_header(contents: Contents, publication: Publication, data_files: Mapping[str, str]) -> str:
    """The header in YAML, between its marks.

    Args:
        contents: of the set.
        publication: the publisher's words.
        data_files: for each split, the pattern of its files.
    """
    size = next((name for most, name in _SIZES if contents.pictures < most), "n>10M")
    license = publication.license.hugging_face
    lines = [
        "---",
        f"pretty_name: {json.dumps(publication.title, ensure_ascii=False)}",
        f"license: {license}",
        *(["license_name: see-the-card"] if license == "other" else []),
        *_list("task_categories", ("image-classification", "object-detection", "image-segmentation")),
        *_list("annotations_creators", ("machine-generated",)),
        *_list("size_categories", (size,)),
        *_list("tags", ("face-mask", "synthetic", "croissant", "fmld-synth")),
        "configs:",
        "- config_name: default",
        "  data_files:",
    ]
    for split, pattern in data_files.items():
        lines += [f"  - split: {_SPLIT_NAMES.get(split, split)}", f"    path: {json.dumps(pattern)}"]
    return "\n".join([*lines, "---"]) + "\n"


def _list(key: str, values: tuple[str, ...]) -> list[str]:
    return [f"{key}:", *(f"- {value}" for value in values)]
