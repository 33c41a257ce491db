"""Faces that are not to be learned are painted over: neither their finding nor their missing is taught."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import ByteArray


def hidden(scene: SceneSample) -> ByteArray:
    """The picture with its ignored faces in its mean colour; where they overlap other faces, those stay whole."""
    if not len(scene.ignored):
        return scene.pixels
    painted = scene.pixels.copy()
    mean = np.array(cv2.mean(scene.pixels)[:3]).round()
    for left, top, right, bottom in scene.ignored.round().astype(int).tolist():
        painted[top:bottom, left:right] = mean
    for left, top, right, bottom in scene.boxes.round().astype(int).tolist():
        painted[top:bottom, left:right] = scene.pixels[top:bottom, left:right]
    return painted
