"""One Pascal VOC annotation file, parsed safely.

Boxes are taken as the programs of these sets take them: xmin and ymin are the first pixel, counted from 0,
xmax and ymax the first one beyond the box.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.regular_files import read_regular_file

MOST_BYTES = 16 * 2**20
"""Annotations are a few kilobytes; a file beyond this is something else."""
SNIFFED_BYTES = 4096
PARSED_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1"})
ALIKE = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
"""Encodings whose declared name is often used for a larger one."""
_DECLARATION = re.compile(
    rb"""\s*<\?xml[^>]*?encoding\s*=\s*["'](?P<encoding>[A-Za-z0-9._-]{1,40})["'][^>]*?\?>"""
)
NO_ATTRIBUTES = frozenset({"name", "bndbox", "difficult", "attributes", "id"})
NO_VALUES = frozenset({"", "unspecified"})


@dataclass(frozen=True)
class VocObject:
    """One object, with its box as written: x, y, width, height in pixels."""

    name: str
    box: Box
    difficult: bool
    attributes: dict[str, str]


@dataclass(frozen=True)
class VocFile:
    """What one annotation file says; fields that it leaves out are None."""

    path: Path
    filename: str | None
    image_path: str | None
    database: str | None
    size: tuple[int, int] | None
    objects: tuple[VocObject, ...]


def read_voc(path: Path) -> VocFile:
    """Parse one annotation file. Document types and entities are refused, so no file can make others be read
    or fill the memory.

    Raises:
        UserError: it cannot be read, is not such an annotation, or a field is broken; file and field are named.
    """
    root = _root(path)
    objects = tuple(
        _object(element, f"{path}: object {number}")
        for number, element in enumerate(root.iter("object"), start=1)
    )
    return VocFile(
        path=path,
        filename=_text(root, "filename"),
        image_path=_text(root, "path"),
        database=_text(root, "source/database"),
        size=_size(root, path),
        objects=objects,
    )


def seems_annotation(path: Path) -> bool:
    """Whether a file seems to be such an annotation, whole or damaged, whatever its encoding."""
    try:
        with path.open("rb") as file:
            return re.search(rb"<annotation[\s>/]", file.read(SNIFFED_BYTES).replace(b"\0", b"")) is not None
    except OSError:
        return False


def _root(path: Path) -> Element:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                f"{path}: larger than {MOST_BYTES >> 20} MB; this is not an annotation of one image"
            )
        root: Element = fromstring(_in_known_encoding(read_regular_file(path), path), forbid_dtd=True)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    except DefusedXmlException as error:
        kind = type(error).__name__
        raise UserError(
            f"{path}: holds a document type or entities ({kind}), which is not safe to read; remove them"
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise UserError(f"{path} is not XML: {error}") from None
    if root.tag != "annotation":
        raise UserError(
            f"{path}: begins with <{root.tag[:40]}>, not with <annotation>; it is not a Pascal VOC file"
        )
    return root


def _in_known_encoding(data: bytes, path: Path) -> bytes:
    """The file in an encoding that the parser knows: it does not know GBK, Shift JIS and the like.

    Raises:
        UserError: the file is not in the encoding that it declares.
    """
    declared = _DECLARATION.match(data)
    if declared is None or declared["encoding"].decode().lower() in PARSED_ENCODINGS:
        return data
    encoding = declared["encoding"].decode()
    try:
        text = data[declared.end() :].decode(ALIKE.get(encoding.lower(), encoding))
        return text.encode("utf-8")
    except (LookupError, ValueError):
        raise UserError(
            f"{path}: is not text in the encoding {encoding}, which it declares; save it as UTF-8"
        ) from None


def _object(element: Element, where: str) -> VocObject:
    name = _text(element, "name")
    if name is None:
        raise UserError(f"{where}: has no name; add its class")
    left, top, right, bottom = (
        _number(element, f"bndbox/{side}", where) for side in ("xmin", "ymin", "xmax", "ymax")
    )
    return VocObject(
        name,
        Box(left, top, right - left, bottom - top),
        _text(element, "difficult") in ("1", "true", "True"),
        _attributes(element),
    )


def _attributes(element: Element) -> dict[str, str]:
    """Further fields of an object: its plain children, and ``attributes/attribute`` names with values."""
    pairs = [
        (child.tag, (child.text or "").strip())
        for child in element
        if child.tag not in NO_ATTRIBUTES and len(child) == 0
    ]
    pairs += [
        (_text(child, "name") or "", _text(child, "value") or "") for child in element.iter("attribute")
    ]
    return {name: value for name, value in pairs if name and value.lower() not in NO_VALUES}


def _size(root: Element, path: Path) -> tuple[int, int] | None:
    """Width and height; None where they are left out or 0, as some programs write."""
    if root.find("size") is None:
        return None
    texts = [_text(root, f"size/{side}") for side in ("width", "height")]
    if None in texts:
        return None
    width, height = (round(_number(root, f"size/{side}", str(path))) for side in ("width", "height"))
    return (width, height) if width and height else None


def _text(element: Element, path: str) -> str | None:
    found = element.findtext(path)
    return found.strip() or None if found else None


def _number(element: Element, path: str, where: str) -> float:
    text = _text(element, path)
    try:
        number = float(text or "")
    except ValueError:
        number = float("nan")
    if not abs(number) < 1e9:  # also refuses nan
        raise UserError(f"{where}, {path}: expected a number of pixels, found {text!r}")
    return number
