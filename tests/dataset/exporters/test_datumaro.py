"""Exports read by Datumaro, where it is installed: its releases ask for older pandas and Pillow than we pin."""

from pathlib import Path

import numpy as np
import pytest

from fmld_synth.dataset.exporting import export_set
from fmld_synth.geometry import Box
from fmld_synth.masked_films.mot import TrackLine, sequence_info, write_line
from tests.dataset.prepared_set import FACE, SMALL_FACE, mask_matte

datumaro = pytest.importorskip("datumaro", reason="its pins do not fit beside ours")


def boxes_of(dataset) -> dict[str, list[tuple[str, list[float]]]]:
    """Class and box of all faces, by the name of their image's file."""
    labels = dataset.categories()[datumaro.AnnotationType.label]
    return {
        Path(item.id).name: [
            (labels[one.label].name, list(one.get_bbox()))
            for one in item.annotations
            if one.type == datumaro.AnnotationType.bbox
        ]
        for item in dataset
    }


def test_datumaro_reads_faces_of_yolo_and_hands_them_on(reader, tmp_path):
    export_set(tmp_path / "set", to="yolo", output=tmp_path / "yolo", reader=reader, labels="three")
    dataset = datumaro.Dataset.import_from(str(tmp_path / "yolo"), "yolo")
    for tool in ("cvat", "label_me"):
        dataset.export(str(tmp_path / tool), tool, save_media=True)
        assert "incorrect" in "".join(path.read_text() for path in (tmp_path / tool).rglob("*.xml"))
    found = boxes_of(dataset)
    ((kind, masked),) = found["chin_one"]
    assert kind == "incorrect" and np.allclose(masked, FACE, atol=0.02)
    ((kind, bare),) = found["chin.more_zwei ü.two"]
    assert kind == "none" and np.allclose(bare, SMALL_FACE, atol=0.02)


def test_datumaro_reads_masks_of_coco(reader, tmp_path):
    export_set(tmp_path / "set", to="coco", output=tmp_path / "coco", reader=reader, labels="three")
    place = tmp_path / "coco" / "annotations" / "train.json"
    dataset = datumaro.Dataset.import_from(str(place), "coco_instances")
    (item,) = [one for one in dataset if one.id.endswith("chin/one")]
    (mask,) = [one for one in item.annotations if one.type == datumaro.AnnotationType.mask]
    assert np.array_equal(mask.image > 0, mask_matte() >= 128)


def test_datumaro_reads_the_tracks_of_a_film(tmp_path):
    (tmp_path / "gt").mkdir()
    with (tmp_path / "gt" / "gt.txt").open("w") as file:
        write_line(file, TrackLine(1, 1, Box(9, 19, 30, 40), True, "incorrect", 1.0))
        write_line(file, TrackLine(2, 7, Box(9, 19, 30, 40), False, "none", 0.5))
    (tmp_path / "gt" / "labels.txt").write_text("correct\nincorrect\nnone\n")
    (tmp_path / "seqinfo.ini").write_text(sequence_info("film", 25, 2, 320, 240))
    dataset = datumaro.Dataset.import_from(str(tmp_path), "mot_seq")
    labels = dataset.categories()[datumaro.AnnotationType.label]
    lines = [(labels[one.label].name, one.attributes) for item in dataset for one in item.annotations]
    assert [name for name, _ in lines] == ["incorrect", "none"]
    assert [told["track_id"] for _, told in lines] == [1, 7]
    assert [told["ignored"] for _, told in lines] == [False, True]
