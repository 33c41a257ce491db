"""What is exported, read back by the programs that people train with."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import cv2
import datasets
import numpy as np
import pandas
import pytest
import supervision
import torch
import webdataset
from PIL import Image
from pycocotools.coco import COCO
from torch.utils.data import DataLoader, Dataset

from fmld_synth.dataset.exporting import export_set
from tests.dataset.prepared_set import FACE, HEIGHT, KEY_POINTS, OTHER_FACE, SMALL_FACE, WIDTH, mask_matte

MASK = mask_matte() >= 128


@pytest.fixture
def export(reader, tmp_path):
    """Exports the small set; gives the folder."""

    def run(to: str, **options) -> Path:
        output = tmp_path / f"as {to}"
        export_set(tmp_path / "set", to=to, output=output, reader=reader, **options)
        return output

    return run


def _corners(box) -> list[float]:
    return [box.x, box.y, box.x + box.width, box.y + box.height]


def test_coco_by_pycocotools(export):
    output = export("coco")
    coco = COCO(str(output / "annotations" / "train.json"))
    assert [category["name"] for category in coco.loadCats(coco.getCatIds())] == [
        "correct",
        "incorrect",
        "none",
    ]
    by_name = {entry["file_name"]: entry for entry in coco.loadImgs(coco.getImgIds())}
    assert set(by_name) == {"train/chin/one.jpg", "train/chin.more/zwei ü.two.jpg", "train/none.png"}
    assert all((output / "images" / name).is_file() for name in by_name)
    (face,) = coco.loadAnns(coco.getAnnIds(imgIds=by_name["train/chin/one.jpg"]["id"]))
    assert face["bbox"] == list(FACE) and coco.cats[face["category_id"]]["name"] == "incorrect"
    assert np.array_equal(coco.annToMask(face) > 0, MASK)
    points = np.reshape(face["keypoints"], (5, 3))
    assert points[:, 2].tolist() == [2, 2, 1, 1, 1]  # nose tip and mouth are under the mask
    (bare,) = coco.loadAnns(coco.getAnnIds(imgIds=by_name["train/chin.more/zwei ü.two.jpg"]["id"]))
    assert not coco.annToMask(bare).any()
    assert coco.getAnnIds(imgIds=by_name["train/none.png"]["id"]) == []
    val = COCO(str(output / "annotations" / "val.json"))
    assert [entry["iscrowd"] for entry in val.loadAnns(val.getAnnIds())] == [0, 1]
    assert not set(val.getImgIds()) & set(coco.getImgIds())


def test_coco_by_supervision(export):
    output = export("coco")
    loaded = supervision.DetectionDataset.from_coco(
        str(output / "images"), str(output / "annotations" / "train.json"), force_masks=True
    )
    assert loaded.classes == ["correct", "incorrect", "none"]
    detections = loaded.annotations[str(output / "images" / "train/chin/one.jpg")]
    assert np.allclose(detections.xyxy, [_corners(FACE)], atol=1e-3) and detections.class_id.tolist() == [1]
    assert np.array_equal(detections.mask[0], MASK)


def test_yolo_by_supervision(export):
    output = export("yolo", labels="wear")
    loaded = supervision.DetectionDataset.from_yolo(
        str(output / "images" / "val"), str(output / "labels" / "val"), str(output / "data.yaml")
    )
    assert loaded.classes[0] == "correct" and loaded.classes[-1] == "unmasked"
    (detections,) = loaded.annotations.values()
    assert np.allclose(detections.xyxy, [_corners(SMALL_FACE), _corners(FACE)], atol=1e-3)
    assert [loaded.classes[number] for number in detections.class_id] == ["unmasked", "correct"]


def test_yolo_segmentation_by_supervision(export):
    output = export("yolo-segmentation")
    loaded = supervision.DetectionDataset.from_yolo(
        str(output / "images" / "train"), str(output / "labels" / "train"), str(output / "data.yaml")
    )
    masks = {Path(path).name: found for path, found in loaded.annotations.items()}
    mask = masks["chin_one.jpg"].mask[0]
    assert (mask & MASK).sum() / (mask | MASK).sum() > 0.97
    assert np.allclose(masks["chin.more_zwei ü.two.jpg"].xyxy, [_corners(SMALL_FACE)], atol=1)
    assert len(masks["none.png"]) == 0


def test_pascal_voc_by_supervision(export):
    output = export("pascal-voc")
    loaded = supervision.DetectionDataset.from_pascal_voc(
        str(output / "JPEGImages" / "train"), str(output / "Annotations" / "train")
    )
    detections = loaded.annotations[str(output / "JPEGImages" / "train" / "chin_one.jpg")]
    read = dict(zip((loaded.classes[number] for number in detections.class_id), detections.xyxy, strict=True))
    # supervision takes the first pixel to be number 1, FMLD 0.
    assert np.array_equal(read["incorrectly_masked_face"] + [1, 1, 0, 0], np.round(_corners(FACE)))
    assert np.array_equal(read["invalid_face"] + [1, 1, 0, 0], np.round(_corners(OTHER_FACE)))
    listed = (output / "ImageSets" / "Main" / "train.txt").read_text().splitlines()
    assert listed == ["train/chin_one", "train/chin.more_zwei ü.two", "train/none"]
    assert all((output / "Annotations" / f"{name}.xml").is_file() for name in listed)


class FolderOfClasses(Dataset):
    """What torchvision's ImageFolder does: sorted folders are the classes."""

    def __init__(self, root: Path) -> None:
        self.classes = sorted(folder.name for folder in root.iterdir())
        self.samples = [
            (path, number)
            for number, name in enumerate(self.classes)
            for path in sorted((root / name).iterdir())
        ]

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, place: int):
        path, number = self.samples[place]
        return torch.from_numpy(np.array(Image.open(path).convert("RGB"))).permute(2, 0, 1), number


def test_image_folder_by_torch(export):
    train = FolderOfClasses(export("image-folder", labels="two") / "train")
    assert [path.relative_to(path.parents[1]).as_posix() for path, _ in train.samples] == [
        "non-compliant/chin.more_zwei ü.two.jpg",
        "non-compliant/chin_one.jpg",
    ]
    pixels, numbers = next(iter(DataLoader(train, batch_size=2)))
    assert pixels.shape == (2, 3, HEIGHT, WIDTH) and numbers.tolist() == [0, 0]


def test_hugging_face_by_datasets(export, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    output = export("hugging-face")
    loaded = datasets.load_dataset("imagefolder", data_dir=str(output), cache_dir=str(tmp_path / "cache"))
    assert {split: len(rows) for split, rows in loaded.items()} == {"train": 3, "validation": 1}
    rows = {row["identity"]: row for row in loaded["train"]}
    row = rows["person 0"]
    assert row["image"].size == (WIDTH, HEIGHT) and row["label"] == "incorrect"
    assert row["objects"]["bbox"] == [list(FACE), list(OTHER_FACE)]
    assert row["objects"]["category"] == ["incorrect", "unlabeled"]
    assert row["objects"]["keypoints"][0] == [list(point) for point in KEY_POINTS]
    assert rows["person 2"]["objects"]["bbox"] == [] and rows["person 2"]["label"] == "unlabeled"
    three = loaded["validation"][0]
    assert three["objects"]["category"] == ["none", "correct"] and three["label"] == "none"


def test_webdataset_by_webdataset(export, images):
    output = export("webdataset", images_per_shard=2)
    shards = sorted(path.name for path in output.iterdir())
    assert shards == ["train-000000.tar", "train-000001.tar", "val-000000.tar"]
    samples = list(
        webdataset.WebDataset([str(output / shard) for shard in shards[:2]], shardshuffle=False).decode(
            "rgb8"
        )
    )
    assert len(samples) == 3
    first = samples[0]
    assert "." not in first["__key__"] and first["cls"] == 1
    assert first["jpg"].shape == (HEIGHT, WIDTH, 3)
    assert first["json"]["objects"]["bbox"] == [list(FACE), list(OTHER_FACE)]
    assert first["json"]["mattes"] == ["0.matte.png", None]
    assert np.array_equal(first["0.matte.png"][..., 0] >= 128, MASK)
    assert "cls" not in samples[2]
    raw = list(webdataset.WebDataset([str(output / shard) for shard in shards], shardshuffle=False))
    kept = [hashlib.sha256(one.get("jpg") or one["png"]).hexdigest() for one in raw]
    assert kept == [image.sha256 for image in images]


@pytest.mark.parametrize("number", [1, 2, 5, 11])
def test_webdataset_shards_are_even_and_repeat_byte_by_byte(export, reader, images, number, tmp_path):
    reader.images = [images[0]] * number
    output = export("webdataset", images_per_shard=3)
    sizes = [
        len(list(webdataset.WebDataset(str(shard), shardshuffle=False))) for shard in sorted(output.iterdir())
    ]
    assert sum(sizes) == number and max(sizes) - min(sizes) <= 1 and max(sizes) <= 3
    again = tmp_path / "again"
    export_set(tmp_path / "set", to="webdataset", output=again, reader=reader, images_per_shard=3)
    for shard in output.iterdir():
        assert shard.read_bytes() == (again / shard.name).read_bytes()


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_tables_by_pandas(export, to, images):
    output = export(to)
    path = output / f"faces.{to}"
    table = pandas.read_csv(path) if to == "csv" else pandas.read_parquet(path)
    assert len(table) == 6 and table["face"].isna().sum() == 1
    first = table.iloc[0]
    assert tuple(first[["x", "y", "box_width", "box_height"]]) == tuple(FACE)
    assert tuple(first[["nose_x", "nose_y"]]) == (80.0, 72.0)
    assert first["label"] == "incorrect" and first["label_number"] == 1
    assert json.loads(first["attributes"])["gender"] == "female"
    assert (output / first["matte"]).read_bytes() == images[0].faces[0].matte.read_bytes()
    assert pandas.isna(table.iloc[1]["label"])
    for row in table.itertuples():
        content = (output / row.file_name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.sha256
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) is not None


def test_parquet_types_hold_without_any_face(export, reader, images):
    reader.images = [images[2]]
    table = pandas.read_parquet(io.BytesIO((export("parquet") / "faces.parquet").read_bytes()))
    assert table["x"].dtype == float and len(table) == 1


def test_folders_for_ultralytics_number_the_classes_alike_in_every_split(export):
    output = export("ultralytics-classify", labels="wear")
    assert sorted(folder.name for folder in output.iterdir()) == ["train", "val"]
    splits = {split: FolderOfClasses(output / split) for split in ("train", "val")}
    assert splits["train"].classes == splits["val"].classes == ["nose_exposed", "unmasked"]
    shown = {
        split: [(path.name, number) for path, number in found.samples] for split, found in splits.items()
    }
    assert shown == {
        "train": [("chin_one.jpg", 0), ("chin.more_zwei ü.two.jpg", 1)],
        "val": [("three.png", 1)],  # of a folder a class short it would be class 0
    }
