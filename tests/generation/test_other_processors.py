"""Sets made with the kernels of other processors: equal bytes where that is promised, and equal plans everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image

from fmld_synth.execution.kernels import numpy_features, opencv_features
from fmld_synth.verification.verification import verify

MAKE = """
import sys
import fmld_synth
options = {"per_face": 3, "workers": 1, "seed": 5, "include_unmasked": True}
fmld_synth.generate_dataset({"input": sys.argv[1], "output": sys.argv[2], **options})
"""
NUMPY = " ".join(name for name in numpy_features() if name.startswith(("AVX", "FMA", "X86_V3", "X86_V4")))
OPENCV_WIDE = ",".join(name for name in opencv_features() if name.startswith("AVX512"))
OPENCV = ",".join(name for name in opencv_features() if not name.startswith("SSE"))
OTHER_KERNELS = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "OMP_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": NUMPY,
    "OPENCV_CPU_DISABLE": OPENCV_WIDE,
}
NO_AVX2 = {**OTHER_KERNELS, "OPENCV_CPU_DISABLE": OPENCV}


def make(photographs: Path, output: Path, variables: dict[str, str]) -> Path:
    subprocess.run(
        [sys.executable, "-c", MAKE, str(photographs), str(output)],
        env={**os.environ, **variables},
        check=True,
        capture_output=True,
    )
    return output


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("processors") / "faces"
    folder.mkdir()
    portrait = skimage.data.astronaut()
    Image.fromarray(portrait).save(folder / "lossless.png")
    Image.fromarray(np.ascontiguousarray(portrait[:400, ::-1])).save(folder / "flipped.jpg", quality=60)
    return folder


@pytest.fixture(scope="module")
def here(photographs: Path) -> Path:
    return make(photographs, photographs.parent / "here", {})


def plan(folder: Path) -> list[Any]:
    """What was planned of every picture and what came of it, and every rejection; no pixels, no measured numbers."""
    lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    kept = ("id", "wear_state", "label", "template", "split", "identity", "width", "height", "frame")
    planned = [
        [*(line[name] for name in kept), [face["mask"] and face["mask"]["seed"] for face in line["faces"]]]
        for line in lines
    ]
    rejected = (folder / "rejected.jsonl").read_text().splitlines()
    reasons = [[json.loads(line)[name] for name in ("source", "stage", "reason")] for line in rejected]
    return [*planned, *reasons]


def test_equal_bytes_with_other_kernels(photographs: Path, here: Path, tmp_path: Path) -> None:
    there = make(photographs, tmp_path / "there", OTHER_KERNELS)
    for name in ("manifest.jsonl", "rejected.jsonl"):
        assert (there / name).read_bytes() == (here / name).read_bytes()
    fingerprints = [json.loads((one / "dataset.json").read_text())["fingerprint"] for one in (here, there)]
    assert fingerprints[0] == fingerprints[1]


@pytest.mark.skipif(not OPENCV, reason="this processor has no AVX2 to do without")
def test_equal_plans_where_faces_are_found_with_other_kernels(
    photographs: Path, here: Path, tmp_path: Path
) -> None:
    there = make(photographs, tmp_path / "there", NO_AVX2)
    assert plan(there) == plan(here)
    found = verify(there, workers=1)
    assert found.faults == []
    assert found.levels == {"rendered": found.pictures}
    assert found.otherwise == 0 or "a little otherwise on this machine" in found.remarks[0]
