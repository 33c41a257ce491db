"""Switches off what makes OpenCV's results depend on where an array happens to lie in memory.

Its builds for x86 bring Intel's IPP, whose kernels may round differently for differently aligned arrays; then one
record would not always give the same bytes. Importing this module turns them off; the modules every run begins with
(framing, finding faces, rasterising) import it.
"""

from __future__ import annotations

import cv2


def turn_intel_kernels_off() -> None:
    """For the calling thread: OpenCV keeps this switch for each thread, and in a new one it is on."""
    cv2.ipp.setUseIPP(False)


turn_intel_kernels_off()
