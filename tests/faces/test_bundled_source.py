"""Our own runner of MediaPipe's models finds what MediaPipe finds, the same bits in any number of threads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.geometry import ByteArray, FloatArray
from tests.faces.portraits import PORTRAITS, astronaut

REFERENCE = Path(__file__).parent / "reference_landmarks.npz"
MOST_DISTANCE = 1e-3
"""Of any point from MediaPipe's, in inter-ocular distances."""


def worst(landmarks: FloatArray, expected: FloatArray) -> float:
    """Distance of the point that is farthest from where it should be, in inter-ocular distances."""
    left, right = expected[[33, 133]].mean(axis=0), expected[[263, 362]].mean(axis=0)
    return float(np.linalg.norm(landmarks - expected, axis=1).max() / np.linalg.norm(left - right))


@pytest.mark.parametrize("name", PORTRAITS)
def test_landmarks_are_those_of_mediapipe(name: str) -> None:
    (face,) = BundledSource().find(PORTRAITS[name]())
    with np.load(REFERENCE) as stored:
        assert worst(face.landmarks, stored[name]) < MOST_DISTANCE


def views(portrait: ByteArray) -> list[ByteArray]:
    """A portrait turned, cropped, reduced, and small in a large scene."""
    turned = cv2.warpAffine(portrait, cv2.getRotationMatrix2D((200, 150), 25, 1), (512, 512))
    small = cv2.resize(portrait, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA)
    scene = np.full((800, 900, 3), 120, np.uint8)
    scene[100 : 100 + small.shape[0], 500 : 500 + small.shape[1]] = small
    return [
        np.asarray(turned, np.uint8),
        portrait[:300, 60:360],
        np.asarray(cv2.resize(portrait, (300, 300), interpolation=cv2.INTER_AREA), np.uint8),
        scene,
    ]


def test_faces_are_those_of_mediapipe() -> None:
    pytest.importorskip("mediapipe", exc_type=ImportError)
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    theirs, ours = MediaPipeSource(), BundledSource()
    found = 0
    for image in views(astronaut()):
        expected = theirs.find(image)
        faces = ours.find(image)
        assert len(faces) == len(expected)
        for face, other in zip(faces, expected, strict=True):
            assert worst(face.landmarks, other.landmarks) < MOST_DISTANCE
            assert face.score == pytest.approx(other.score, abs=1e-4)
            found += 1
    assert found >= 3


def test_equal_bits_with_any_number_of_opencvs_threads() -> None:
    image = astronaut()
    before = cv2.getNumThreads()
    landmarks = []
    try:
        for threads in (1, 2, 4):
            cv2.setNumThreads(threads)
            landmarks.append(BundledSource().find(image)[0].landmarks)
    finally:
        cv2.setNumThreads(before)
    assert np.array_equal(landmarks[0], landmarks[1])
    assert np.array_equal(landmarks[0], landmarks[2])


def test_intels_kernels_change_nothing() -> None:
    large = cv2.resize(astronaut(), (1500, 1500), interpolation=cv2.INTER_CUBIC)
    small = astronaut()[60:180, 140:260]
    before = cv2.ipp.useIPP()
    pictures = [np.asarray(image, np.uint8) for image in (large, small)]
    found = []
    try:
        for switch in (True, False):
            cv2.ipp.setUseIPP(switch)
            found.append([face.landmarks for image in pictures for face in BundledSource().find(image)])
            assert cv2.ipp.useIPP() is switch or not switch  # builds without these kernels say False
    finally:
        cv2.ipp.setUseIPP(before)
    assert len(found[0]) == 2
    assert np.array_equal(found[0], found[1])


def test_several_threads_may_ask_one_source() -> None:
    source = BundledSource()
    images = views(astronaut())
    alone = [[face.landmarks for face in source.find(image)] for image in images]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(source.find, images * 2))
    for faces, expected in zip(together, alone * 2, strict=True):
        assert len(faces) == len(expected)
        assert all(np.array_equal(face.landmarks, one) for face, one in zip(faces, expected, strict=True))


def test_neither_mediapipe_nor_torch_is_imported() -> None:
    program = (
        "import sys, skimage.data\n"
        "from fmld_synth.faces.bundled_source import BundledSource\n"
        "assert len(BundledSource().find(skimage.data.astronaut())) == 1\n"
        "sys.exit(str({'mediapipe', 'torch', 'onnx', 'onnxruntime', 'jax'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == "set()\n"
