"""The record sets of a Croissant description: pictures, masks, and the words their labels use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.publish.contents import Contents
from fmld_synth.wear import CLASS_NUMBERS, WEAR_STATES

BOX_FORMAT = "XYWH"
"""Left, top, width, height in pixels, as Keras names it."""
_SPLITS = {"train": "cr:TrainingSplit", "val": "cr:ValidationSplit", "test": "cr:TestSplit"}
_IDENTIFIER = r"(?:.*[_-])?([0-9a-f]{16}-\d+-\w+)(?:\.|$)"
"""Finds the id of a picture in the name of its files, whatever an export puts before and after it."""

Node = dict[str, Any]


def record_sets(contents: Contents, *, with_mattes: bool) -> list[Node]:
    """All record sets. They draw on the file object ``manifest.jsonl`` and the file sets ``image-files`` and
    ``matte-files``.
    """
    sets = [_splits(contents), _labels(), _wear_states(), _pictures(contents)]
    return [*sets, _masks()] if with_mattes else sets


def _splits(contents: Contents) -> Node:
    return _enumeration(
        "splits",
        "cr:Split",
        [{"name": name, **({"url": _SPLITS[name]} if name in _SPLITS else {})} for name in contents.splits],
        {"name": "sc:Text", "url": "sc:URL"},
    )


def _labels() -> Node:
    return _enumeration(
        "labels",
        "sc:Enumeration",
        [{"name": name, "class": number} for name, number in CLASS_NUMBERS.items()],
        {"name": "sc:Text", "class": "sc:Integer"},
    )


def _wear_states() -> Node:
    return _enumeration(
        "wear_states",
        "sc:Enumeration",
        [
            {"name": state.name, "label": state.label, "description": state.description}
            for state in WEAR_STATES.values()
        ],
        {"name": "sc:Text", "label": "sc:Text", "description": "sc:Text"},
    )


def _enumeration(name: str, kind: str, rows: Sequence[Node], types: dict[str, str]) -> Node:
    """A small record set whose rows stand in the description itself."""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "dataType": kind,
        "key": {"@id": f"{name}/name"},
        "field": [
            {"@type": "cr:Field", "@id": f"{name}/{field}", "name": field, "dataType": data_type}
            for field, data_type in types.items()
        ],
        "data": [{f"{name}/{field}": value for field, value in row.items()} for row in rows],
    }


def _pictures(contents: Contents) -> Node:
    """One record a picture: the picture itself, its box, split and labels."""
    text, number = "sc:Text", "sc:Integer"
    fields = [
        _identifier("pictures", "image-files"),
        _content("pictures", "picture", ["sc:ImageObject"], "image-files", "the picture"),
        _column("pictures", "image_sha256", text, "SHA-256 of the image file", name="sha256"),
        _column("pictures", "width", number, "in pixels"),
        _column("pictures", "height", number, "in pixels"),
        _column(
            "pictures", "split", text, "part of the set; all pictures of a person share it", to="splits/name"
        ),
        _column("pictures", "label", ["sc:Text", "cr:Label"], "how the mask is worn", to="labels/name"),
        _column("pictures", "wear_state", ["sc:Text", "cr:Label"], "the finer state", to="wear_states/name"),
        _box(
            "pictures", "face_box", "the face that wears the mask, in pixels; may reach outside the picture"
        ),
        _box("pictures", "mask_box", "what is seen of the mask, in pixels; empty without a mask"),
        _column("pictures", "template", text, "the mask's template; empty without a mask"),
        _column("pictures", "group", text, "photographs of one person, and near duplicates, share it"),
    ]
    return _record_set("pictures", f"{contents.pictures} pictures and their annotations.", fields)


def _masks() -> Node:
    """One record a picture with its matte."""
    fields = [
        _identifier("masks", "matte-files"),
        _content("masks", "mask", ["cr:SegmentationMask", "sc:ImageObject"], "matte-files",
                 "opacity of the mask, 0 to 255, of the picture's size"),
        _column("masks", "matte_sha256", "sc:Text", "SHA-256 of the matte's file", name="sha256"),
        _box("masks", "mask_box", "what is seen of the mask, in pixels"),
    ]  # fmt: skip
    return _record_set("masks", "Pixel masks of the face masks.", fields)


def _record_set(name: str, description: str, fields: list[Node]) -> Node:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "key": {"@id": f"{name}/id"},
        "field": fields,
    }


def _field(record_set: str, name: str, types: str | list[str], description: str, source: Node) -> Node:
    return {
        "@type": "cr:Field",
        "@id": f"{record_set}/{name}",
        "name": name,
        "description": description,
        "dataType": types,
        "source": source,
    }


def _column(
    record_set: str, column: str, types: str | list[str], description: str, *,
    name: str | None = None, to: str | None = None,
) -> Node:  # fmt: skip
    source = {"fileObject": {"@id": MANIFEST}, "extract": {"column": column}}
    field = _field(record_set, name or column, types, description, source)
    return {**field, "references": {"field": {"@id": to}}} if to else field


def _box(record_set: str, column: str, description: str) -> Node:
    source = {"fileObject": {"@id": MANIFEST}, "extract": {"column": column}, "format": BOX_FORMAT}
    return _field(record_set, column, "cr:BoundingBox", f"{description}: left, top, width, height", source)


def _identifier(record_set: str, file_set: str) -> Node:
    """The id of a record, from the name of its file; the join of the files with the manifest."""
    source = {
        "fileSet": {"@id": file_set},
        "extract": {"fileProperty": "filename"},
        "transform": {"regex": _IDENTIFIER},
    }
    field = _field(record_set, "id", "sc:Text", "unique name of the picture", source)
    return {**field, "references": {"fileObject": {"@id": MANIFEST}, "extract": {"column": "id"}}}


def _content(record_set: str, name: str, types: list[str], file_set: str, description: str) -> Node:
    source = {"fileSet": {"@id": file_set}, "extract": {"fileProperty": "content"}}
    return _field(record_set, name, types, description, source)
