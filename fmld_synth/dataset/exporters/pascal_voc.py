"""Pascal VOC: ``Annotations/``, ``JPEGImages/`` and ``ImageSets/Main/``, as FMLD writes its files.

Like FMLD's, boxes count pixels from 0, and ``xmax`` and ``ymax`` are the first column and row outside:
``image[ymin:ymax, xmin:xmax]`` is the face. They are whole pixels. Faces that are not to be counted are
``difficult``; with the scheme ``fmld`` those without a label are listed as ``invalid_face``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.names import flat_name, split_of, stem_of
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.geometry import Box

DATABASE = "fmld-synth"
TAKEN = ("name", "truncated", "difficult", "bndbox")
"""Elements of an object that no attribute may be mistaken for."""


def export_pascal_voc(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as Pascal VOC.

    Raises:
        UserError: an image is missing or altered, or two images have one name.
    """
    with ExitStack() as stack:
        lists: dict[str, IO[str]] = {}
        for image in images:
            split = split_of(image)
            name = f"{split}/{flat_name(image)}"
            folder.place(image, f"JPEGImages/{name}")
            folder.write(f"Annotations/{stem_of(name)}.xml", pascal_voc_xml(image, scheme))
            if split not in lists:
                lists[split] = stack.enter_context(folder.open(f"ImageSets/Main/{split}.txt"))
            lists[split].write(f"{stem_of(name)}\n")


def pascal_voc_xml(image: AnnotatedImage, scheme: LabelScheme) -> str:
    """The annotation of one image."""
    root = Element("annotation")
    split, name = split_of(image), flat_name(image)
    for tag, text in (("folder", split), ("filename", name), ("path", f"JPEGImages/{split}/{name}")):
        SubElement(root, tag).text = text
    SubElement(SubElement(root, "source"), "database").text = DATABASE
    size = SubElement(root, "size")
    for tag, value in (("width", image.width), ("height", image.height), ("depth", 3)):
        SubElement(size, tag).text = str(value)
    SubElement(root, "segmented").text = "0"
    for face in image.faces:
        name_of_class = scheme.class_of(face) or scheme.unlabeled
        if name_of_class is not None:
            root.append(_object(face, name_of_class))
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def whole_pixels(box: Box) -> tuple[int, int, int, int]:
    """xmin, ymin, xmax, ymax of a box: its edges, moved to the nearest borders between pixels."""
    left, right = _whole(box.x, box.x + box.width)
    top, bottom = _whole(box.y, box.y + box.height)
    return left, top, right, bottom


def _whole(begin: float, end: float) -> tuple[int, int]:
    if round(begin) < round(end):
        return round(begin), round(end)
    return int(begin), int(begin) + 1  # a face of less than a pixel keeps one


def _object(face: AnnotatedFace, name: str) -> Element:
    element = Element("object")
    SubElement(element, "name").text = name
    for attribute, text in face.attributes.items():
        tag = re.sub(r"[^\w.-]", "_", attribute, flags=re.ASCII)
        if tag not in TAKEN and not re.match(r"[\d.-]", tag):
            SubElement(element, tag).text = text
    SubElement(element, "truncated").text = "0"
    SubElement(element, "difficult").text = str(int(face.difficult or face.label is None))
    box = SubElement(element, "bndbox")
    for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), whole_pixels(face.box), strict=True):
        SubElement(box, tag).text = str(value)
    return element
