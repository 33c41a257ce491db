"""A small annotated set with everything that formats have to cope with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.geometry import Box

WIDTH, HEIGHT = 200, 150
FACE, SMALL_FACE, OTHER_FACE = (
    Box(50.25, 30.5, 60.75, 80.01),
    Box(0, 0, 17, 23),
    Box(183.3, 127.7, 16.7, 22.3),
)
KEY_POINTS = ((65.5, 55.0), (95.5, 55.5), (80.0, 72.0), (70.0, 90.0), (90.0, 90.0))


def write_image(path: Path, seed: int) -> str:
    """A JPEG or PNG of noise; gives its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    cv2.imwrite(str(path), pixels)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def mask_matte() -> np.ndarray:
    """A mask in two pieces over nose and mouth, soft at its edge, one piece at the image's bottom."""
    matte = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(matte, (80, 88), (28, 20), 0, 0, 360, (255,), -1)
    matte[140:150, 75:90] = 255
    return cv2.GaussianBlur(matte, (0, 0), 1.0)


def write_annotated_set(root: Path) -> list[AnnotatedImage]:
    """Two splits; one face, two faces, a bare face, a face without label, no face at all."""
    matte = root / "mattes" / "one.png"
    matte.parent.mkdir(parents=True)
    cv2.imwrite(str(matte), mask_matte())
    masked = AnnotatedFace(
        FACE, "incorrect", "nose_exposed", attributes={"gender": "female", "two words": "a <b> & c"},
        key_points=KEY_POINTS, mask_box=Box(52, 68, 56, 82), matte=matte,
    )  # fmt: skip
    bare = AnnotatedFace(SMALL_FACE, "none", "unmasked")
    correct = AnnotatedFace(FACE, "correct", difficult=True)
    unlabeled = AnnotatedFace(OTHER_FACE, None)
    faces = {
        "train/chin/one.jpg": (masked, unlabeled),
        "train/chin.more/zwei ü.two.jpg": (bare,),
        "train/none.png": (),
        "val/three.png": (bare, correct),
    }
    found = []
    for seed, (name, of_image) in enumerate(faces.items()):
        sha256 = write_image(root / "images" / name, seed)
        split = name.split("/")[0]
        found.append(
            AnnotatedImage(
                root / "images" / name, name, WIDTH, HEIGHT, of_image, split, f"person {seed}", sha256
            )
        )
    return found


class FakeReader:
    """Gives prepared images, as often as asked."""

    def __init__(self, images: list[AnnotatedImage]) -> None:
        self.images = images

    def __call__(self, folder: Path) -> Iterator[AnnotatedImage]:
        yield from self.images
