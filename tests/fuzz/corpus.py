"""What fuzzing starts from: small sets and pictures as people bring them, drawn by code."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms

from tests.dataset.readers.layouts import (
    HEIGHT,
    WIDTH,
    voc_object,
    write_aizoo,
    write_class_folders,
    write_coco,
    write_files,
    write_fmld,
    write_image,
    write_kaggle_853,
    write_medical_mask,
    write_moxa3k,
    write_voc,
    write_yolo,
)
from tests.photographs.drawn import linear, png, portrait, text_chunk, tiff


class SmallSet(NamedTuple):
    """A set: how it is written, the format that reads it, and which of its files is damaged."""

    write: Callable[[Path], Path]
    reader: str
    damaged: str


def _coco(at: str = "annotations/train.json", image: str = "train2017/a.jpg", **changes: object):
    """In COCO's own layout; ``changes`` are whole tables."""

    def write(root: Path) -> Path:
        write_image(root / image)
        content = {
            "images": [
                {"id": 1, "file_name": Path(image).name, "width": str(WIDTH), "height": float(HEIGHT)}
            ],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 40, 50]}],
            "categories": [{"id": 0, "name": "people"}, {"id": 1, "name": "without_mask"}],
        }
        write_files(root, {at: json.dumps({**content, **changes})})
        return root

    return write


def _yolo(line: str, description: str, labels: str = "labels/a.txt", image: str = "images/a.jpg"):
    def write(root: Path) -> Path:
        write_image(root / image)
        write_files(root, {"data.yaml": description, labels: line})
        return root

    return write


NAMES = "names: [mask, face]\ntrain: images\n"
BOX = "1 0.5 0.46 0.25 0.42"
TWICE = [{"id": 1, "file_name": name, "width": WIDTH, "height": HEIGHT} for name in ("a.jpg", "b.jpg")]
SETS: Mapping[str, SmallSet] = {
    "fmld": SmallSet(write_fmld, "fmld", "FMLD_annotations/train/train_1.xml"),
    "kaggle_853": SmallSet(write_kaggle_853, "kaggle_853", "annotations/maksssksksss0.xml"),
    "aizoo": SmallSet(write_aizoo, "aizoo", ""),
    "moxa3k": SmallSet(write_moxa3k, "moxa3k", ""),
    "medical_mask": SmallSet(write_medical_mask, "medical_mask", ""),
    "class folders": SmallSet(write_class_folders, "class_folders", ""),
    "pascal_voc": SmallSet(lambda root: _voc(root), "pascal_voc", "a.xml"),
    "pascal_voc in GBK": SmallSet(lambda root: _voc(root, "gbk"), "pascal_voc", "a.xml"),
    "coco": SmallSet(write_coco, "coco", ""),
    "coco, official layout, sizes as text": SmallSet(_coco(), "coco", "annotations/train.json"),
    "coco, equal ids": SmallSet(_coco(images=TWICE), "coco", "annotations/train.json"),
    "coco, Label Studio": SmallSet(
        _coco("result.json", "images/a.jpg", images=[{**TWICE[0], "file_name": "..\\..\\media\\a.jpg"}]),
        "coco",
        "result.json",
    ),
    "yolo": SmallSet(write_yolo, "yolo", ""),
    "yolo, description": SmallSet(_yolo(BOX, NAMES), "yolo", "data.yaml"),
    "yolo, another machine": SmallSet(
        _yolo(
            BOX, "names: {0: mask, 1: face}\npath: C:\\a\\set\ntrain: /content/set/images\ntest: ../test\n"
        ),
        "yolo",
        "data.yaml",
    ),
    "yolo, beside the images": SmallSet(_yolo(BOX, NAMES, "images/a.TXT"), "yolo", "images/a.TXT"),
    "yolo, confidence and track": SmallSet(_yolo(f"{BOX} 0.9 17", NAMES), "yolo", "labels/a.txt"),
    "yolo, landmarks": SmallSet(
        _yolo(f"{BOX} {' '.join(['0.5 0.5'] * 5)}", f"kpt_shape: [5, 2]\n{NAMES}"), "yolo", "labels/a.txt"
    ),
    "yolo, outline": SmallSet(_yolo("1 0.1 0.1 0.6 0.1 0.6 0.7 0.1 0.7", NAMES), "yolo", "labels/a.txt"),
}
"""By a few words; an empty ``damaged`` is the set's first file that is no picture, or else its first picture."""


def file_to_damage(root: Path, small: SmallSet) -> Path:
    """The file of a written set that is damaged."""
    if small.damaged:
        return root / small.damaged
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return next((path for path in files if path.suffix not in (".jpg", ".png")), files[0])


def _voc(root: Path, encoding: str = "utf-8") -> Path:
    write_image(root / "a.jpg")
    path = write_voc(root / "a.xml", voc_object("without_mask"), fields="<filename>a.jpg</filename>")
    path.write_bytes(
        f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
        + path.read_text().replace("<annotation>", "<annotation><!-- \u53e3\u7f69 -->").encode(encoding)
    )
    return root


def _encoded(image_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (48, 40, 3), np.uint8)
    Image.fromarray(pixels).save(file, image_format, **options)
    return file.getvalue()


def _exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x013B] = "Ann Owner"
    tags.get_ifd(0x8825)[1] = "N"
    return tags


def pictures() -> dict[str, bytes]:
    """Files by a few words."""
    gray = portrait()[:48, :40, 0]
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {
        **{one: _encoded(one) for one in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF")},
        **{f"{one}, told of": _encoded(one, exif=_exif(1)) for one in ("JPEG", "PNG", "WEBP", "AVIF")},
        **{f"{one}, turned": _encoded(one, exif=_exif(6)) for one in ("JPEG", "TIFF")},
        "progressive JPEG": _encoded("JPEG", progressive=True, icc_profile=profile),
        "GIF, commented": _encoded("GIF", comment=b"Ann Owner"),
        "12 bits in 16": png(gray * np.uint16(16)),
        "gray with alpha": png(np.dstack([gray, gray])),
        "linear light": png(linear(portrait()[:48, :40]).astype(np.uint8), (b"gAMA", (100_000).to_bytes(4))),
        "long texts": png(portrait()[:48, :40], text_chunk(3_000)),
        "turned TIFF of 16 bits": tiff(gray * np.uint16(257), orientation=8),
    }
