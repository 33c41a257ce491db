"""The example for FiftyOne reads what is exported, where FiftyOne is installed."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from fmld_synth.dataset.exporting import export_set
from tests.dataset.prepared_set import FACE, HEIGHT, WIDTH, FakeReader, write_annotated_set

fiftyone = pytest.importorskip("fiftyone", reason="FiftyOne brings a database of its own")
EXAMPLE = Path(__file__).parents[2] / "examples" / "look_with_fiftyone.py"


@pytest.mark.parametrize("to", ["coco", "yolo"])
def test_fiftyone_shows_the_faces_of_an_export(tmp_path, to):
    reader = FakeReader(write_annotated_set(tmp_path / "set"))
    export_set(tmp_path / "set", to=to, output=tmp_path / to, reader=reader)
    dataset = runpy.run_path(str(EXAMPLE))["load"](tmp_path / to, "train")
    try:
        assert len(dataset) == 3
        assert dataset.count_values("ground_truth.detections.label") == {"incorrect": 1, "none": 1}
        (one,) = [sample for sample in dataset if sample.filepath.endswith("one.jpg")]
        expected = np.array(FACE) / [WIDTH, HEIGHT, WIDTH, HEIGHT]
        assert np.allclose(one.ground_truth.detections[0].bounding_box, expected, atol=1e-3)
    finally:
        dataset.delete()
