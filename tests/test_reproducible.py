"""Intel's kernels in OpenCV round by memory alignment; whoever uses this package has them off."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["framing", "synthesis", "faces.mediapipe_source", "dataset.production"])
def test_intels_kernels_are_off(module: str) -> None:
    code = f"import cv2, fmld_synth.{module}; cv2.ipp.useIPP() and exit('on')"
    subprocess.run([sys.executable, "-c", code], check=True)
