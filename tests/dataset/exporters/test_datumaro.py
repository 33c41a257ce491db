"""Exports read by Datumaro, where it is installed: its releases ask for older pandas and Pillow than we pin."""

from pathlib import Path

import numpy as np
import pytest

from fmld_synth.dataset.exporting import export_set
from fmld_synth.geometry import Box
from fmld_synth.masked_films.mot import TrackLine, sequence_info, write_line
from tests.dataset.prepared_set import FACE, SMALL_FACE

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


def same(found, label, box: Box) -> bool:
    return found[0] == label and np.allclose(found[1], box, atol=1.01)


@pytest.mark.parametrize("to", ["coco", "yolo", "pascal-voc"])
def test_datumaro_reads_what_is_exported(reader, tmp_path, to):
    output = tmp_path / to
    export_set(tmp_path / "set", to=to, output=output, reader=reader, labels="three")
    name, place = {
        "coco": ("coco_instances", output / "annotations" / "train.json"),
        "yolo": ("yolo", output),
        "pascal-voc": ("voc", output),
    }[to]
    found = boxes_of(datumaro.Dataset.import_from(str(place), name))
    (masked,) = [boxes for image, boxes in found.items() if image.endswith("one")]
    (bare,) = [boxes for image, boxes in found.items() if image.endswith("two")]
    assert len(masked) == len(bare) == 1
    assert same(masked[0], "incorrect", FACE) and same(bare[0], "none", SMALL_FACE)


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
