"""Small annotated sets on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage

MakeImage = Callable[..., AnnotatedImage]


@pytest.fixture
def make_image(tmp_path: Path) -> MakeImage:
    """Writes a picture and gives its annotation."""

    def make(
        name: str,
        *faces: AnnotatedFace,
        pixels: np.ndarray | None = None,
        split: str | None = None,
        identity: str | None = None,
    ) -> AnnotatedImage:
        if pixels is None:
            pixels = np.random.default_rng(len(name)).integers(0, 255, (60, 80, 3), np.uint8)
        path = tmp_path / name
        cv2.imwrite(str(path), pixels[..., ::-1])
        height, width = pixels.shape[:2]
        return AnnotatedImage(path, name, width, height, faces, split, identity)

    return make
