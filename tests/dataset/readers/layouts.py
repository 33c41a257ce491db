"""Small sets in the layouts that people have, written from scratch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT = 120, 80
BOX = (10, 20, 50, 70)
"""xmin, ymin, xmax, ymax."""


def write_image(path: Path, width: int = WIDTH, height: int = HEIGHT, seed: int = 0) -> Path:
    """A picture of noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3)).astype(np.uint8)
    assert cv2.imwrite(str(path), pixels)
    return path


def voc_object(name: str, box: Sequence[float] = BOX, extra: str = "", difficult: int = 0) -> str:
    """One object of an annotation file."""
    sides = "".join(
        f"<{side}>{value}</{side}>" for side, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
    )
    fields = f"<name>{name}</name>{extra}<difficult>{difficult}</difficult><bndbox>{sides}</bndbox>"
    return f"<object>{fields}</object>"


def write_voc(
    path: Path, *objects: str, size: tuple[int, int] | None = (WIDTH, HEIGHT), fields: str = ""
) -> Path:
    """An annotation file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = (
        f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>" if size else ""
    )
    path.write_text(f"<annotation>{fields}{written}{''.join(objects)}</annotation>", encoding="utf-8")
    return path


def fmld_fields(split: str, database: str, path: str) -> str:
    """How an FMLD annotation names its image."""
    name = Path(path).name
    return (
        f"<folder>{split}</folder><filename>{name}</filename><path>{path}</path>"
        f"<source><database>{database}</database></source>"
    )


def write_fmld(root: Path) -> Path:
    """Two train images and one test image from both sources."""
    attributes = "<gender>female</gender><ethnicity>asian</ethnicity><pose>front</pose>"
    write_image(root / "MAFA" / "train-images" / "images" / "train_1.jpg", seed=1)
    write_voc(
        root / "FMLD_annotations" / "train" / "train_1.xml",
        voc_object("masked_face", extra=attributes),
        voc_object("incorrectly_masked_face", (60, 10, 90, 50)),
        fields=fmld_fields("train", "MAFA", "train-images/images/train_1.jpg"),
    )
    write_image(root / "WIDER" / "WIDER_train" / "images" / "0--Parade" / "0_Parade_1.jpg", seed=2)
    write_voc(
        root / "FMLD_annotations" / "train" / "0_Parade_1.xml",
        voc_object("unmasked_face"),
        fields=fmld_fields("train", "WIDER", "WIDER_train/images/0--Parade/0_Parade_1.jpg"),
    )
    write_image(root / "MAFA" / "test-images" / "images" / "test_1.jpg", seed=3)
    write_voc(
        root / "FMLD_annotations" / "test" / "test_1.xml",
        voc_object("unmasked_face"),
        voc_object("invalid_face", (60, 10, 90, 50), difficult=1),
        fields=fmld_fields("test", "MAFA", "test-images/images/test_1.jpg"),
    )
    return root


def write_aizoo(root: Path) -> Path:
    """An image in each part, annotations beside the images."""
    for split, name in (("train", "face_mask"), ("val", "face")):
        write_image(root / split / f"{split}_1.jpg")
        write_voc(root / split / f"{split}_1.xml", voc_object(name), fields="<filename>other.jpg</filename>")
    return root


def write_moxa3k(root: Path) -> Path:
    """Annotations and images in folders of their own."""
    write_image(root / "JPEGImages" / "1.jpg")
    write_voc(root / "Annotations" / "1.xml", voc_object("mask"), voc_object("nomask", (60, 10, 90, 50)))
    return root


def write_kaggle_853(root: Path) -> Path:
    """One image with all three classes."""
    write_image(root / "images" / "maksssksksss0.png")
    write_voc(
        root / "annotations" / "maksssksksss0.xml",
        voc_object("without_mask"),
        voc_object("with_mask", (60, 10, 90, 50)),
        voc_object("mask_weared_incorrect", (90, 10, 110, 40)),
        fields="<folder>images</folder><filename>maksssksksss0.png</filename>",
    )
    return root


def write_medical_mask(root: Path, **entry: object) -> Path:
    """One image with a face and a pair of glasses; ``entry`` changes the face."""
    write_image(root / "images" / "0001.jpg")
    face = {
        "BoundingBox": [10, 20, 50, 70],
        "classname": "face_no_mask",
        "Attributes": {"age": "adult"},
        **entry,
    }
    glasses = {"BoundingBox": [20, 30, 40, 35], "classname": "eyeglasses"}
    path = root / "annotations" / "0001.jpg.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"FileName": "0001.jpg", "NumOfAnno": 2, "Annotations": [face, glasses]}))
    return root


def coco_content() -> dict[str, list[dict[str, object]]]:
    """One image with one face."""
    return {
        "images": [{"id": 7, "file_name": "a.jpg", "width": WIDTH, "height": HEIGHT}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 40, 50], "iscrowd": 0,
             "attributes": {"gender": "male"}}
        ],
        "categories": [{"id": 3, "name": "without_mask"}, {"id": 4, "name": "with_mask"}],
    }  # fmt: skip


def write_coco(root: Path, content: object = None) -> Path:
    """A train file and its image."""
    write_image(root / "images" / "train" / "a.jpg")
    (root / "annotations").mkdir(exist_ok=True)
    content = coco_content() if content is None else content
    (root / "annotations" / "instances_train.json").write_text(json.dumps(content))
    return root


def write_yolo(root: Path, line: str = "1 0.25 0.5625 0.3333333333 0.625") -> Path:
    """A train image with a face and a validation image without."""
    for split in ("train", "val"):
        write_image(root / "images" / split / f"{split}.jpg")
    (root / "labels" / "train").mkdir(parents=True)
    (root / "labels" / "train" / "train.txt").write_text(line + "\n")
    (root / "data.yaml").write_text(
        "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: with_mask\n  1: without_mask\n"
    )
    return root


def write_class_folders(root: Path) -> Path:
    """The layout of Kaggle's 12,000 pictures."""
    for split in ("Train", "Validation", "Test"):
        for name in ("WithMask", "WithoutMask"):
            write_image(root / "Face Mask Dataset" / split / name / f"{split}{name}.png")
    return root


def write_files(root: Path, files: Mapping[str, str | None]) -> Path:
    """Files by their path below ``root``: text, or None for a picture of noise."""
    for place, (name, content) in enumerate(files.items()):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            write_image(path, seed=place)
        else:
            path.write_text(content, encoding="utf-8")
    return root
