"""Prove that Caffe files load: the published AIZOO SSD, read as the pipeline reads them, gives its golden outputs.

    python benchmarks/check_caffe_files.py PEERS_FOLDER

PEERS_FOLDER holds face_mask_detection.prototxt and .caffemodel, and aizoo_ssd_260_golden.npz with a picture
(``image_rgb_u8``) and what the network says of it (``boxes``, ``scores``). Exit code 1 when the numbers differ.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fmld_synth.baselines.face_finding.caffe_files import read_caffe

OUTPUTS = {"boxes": "loc_branch_concat", "scores": "cls_branch_concat"}
TOLERANCE = 1e-3
"""Greatest difference of a number; offsets reach about 10."""


def differences(peers: Path) -> dict[str, float]:
    """Greatest difference to the golden outputs, by output."""
    net = read_caffe(peers / "face_mask_detection.prototxt", peers / "face_mask_detection.caffemodel")
    golden = np.load(peers / "aizoo_ssd_260_golden.npz")
    net.setInput(as_input(golden["image_rgb_u8"]))
    outputs = net.forward(list(OUTPUTS.values()))
    return {
        name: float(np.abs(output - golden[name]).max())
        for name, output in zip(OUTPUTS, outputs, strict=True)
    }


def as_input(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """float32 (1, 3, height, width), 0 to 1, of uint8 (height, width, 3); RGB."""
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None], dtype=np.float32) / np.float32(255)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peers", type=Path, metavar="PEERS_FOLDER")
    found = differences(parser.parse_args().peers)
    for name, difference in found.items():
        print(f"{name}: greatest difference {difference:.2g}")
    return 0 if max(found.values()) <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
