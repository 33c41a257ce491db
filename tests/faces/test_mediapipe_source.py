"""Faces are found where they are, whatever their size, and always alike."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.faces.mediapipe_source import MediaPipeSource
from fmld_synth.geometry import Box, ByteArray


@pytest.fixture(scope="module")
def source() -> MediaPipeSource:
    return MediaPipeSource()


@pytest.fixture(scope="module")
def portrait() -> ByteArray:
    return np.ascontiguousarray(skimage.data.astronaut()[:300, 60:360])


@pytest.fixture(scope="module")
def face(source: MediaPipeSource, portrait: ByteArray) -> Face:
    (only,) = source.find(portrait)
    return only


def same(some: list[Face], others: list[Face]) -> bool:
    return len(some) == len(others) and all(
        np.array_equal(one.landmarks, other.landmarks)
        and (one.head_pose, one.score, one.index) == (other.head_pose, other.score, other.index)
        for one, other in zip(some, others, strict=True)
    )


def distance(one: Face, other: Face) -> float:
    """Mean distance of mesh points in the image, in inter-ocular distances."""
    apart = np.linalg.norm((one.landmarks - other.landmarks)[:VERTEX_COUNT, :2], axis=1)
    return float(apart.mean() / other.inter_ocular_distance)


def test_one_portrait(face: Face) -> None:
    assert face.landmarks.shape == (478, 3)
    assert face.landmarks.dtype == np.float32
    assert face.index == 0
    assert 0.5 < face.score <= 1
    assert face.box.intersection_over_union(Box(119, 70, 92, 108)) > 0.8
    assert abs(face.head_pose.yaw) < 25
    iris = face.landmarks[[468, 473], :2]
    eyes = face.landmarks[[[33, 133], [263, 362]], :2].mean(axis=1)
    assert np.abs(iris - eyes).max() < 0.2 * face.inter_ocular_distance


def test_calls_leave_nothing_behind(source: MediaPipeSource, portrait: ByteArray, face: Face) -> None:
    others = [skimage.data.coffee(), np.ascontiguousarray(portrait[:, ::-1]), portrait[60:200, 100:240]]
    for other in others:
        source.find(other)
        assert same(source.find(portrait), [face])
    assert same(MediaPipeSource().find(portrait), [face])


def test_any_memory_layout(source: MediaPipeSource, portrait: ByteArray, face: Face) -> None:
    assert same(source.find(np.asfortranarray(portrait)), [face])


def test_mirror_image(source: MediaPipeSource, portrait: ByteArray, face: Face) -> None:
    (found,) = source.find(portrait[:, ::-1])
    assert found.head_pose.yaw == pytest.approx(-face.head_pose.yaw, abs=5)
    assert found.head_pose.roll == pytest.approx(-face.head_pose.roll, abs=3)
    back = found.landmarks[:VERTEX_COUNT][canonical_face().mirror] * (-1, 1, 1) + (portrait.shape[1], 0, 0)
    apart = np.linalg.norm((back - face.landmarks[:VERTEX_COUNT])[:, :2], axis=1)
    assert apart.mean() < 0.05 * face.inter_ocular_distance


@pytest.mark.parametrize("scale", [0.4, 2.0, 8.0])
def test_scaled_photograph(source: MediaPipeSource, portrait: ByteArray, face: Face, scale: float) -> None:
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = np.asarray(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    (found,) = source.find(scaled)
    assert distance(found, face.moved(scale, (0, 0))) < 0.05


def test_small_faces_in_a_scene(source: MediaPipeSource, portrait: ByteArray, face: Face) -> None:
    scene = np.full((1000, 1400, 3), 110, np.uint8)
    places = [(200, 150, 0.9), (900, 300, 0.75), (350, 650, 0.6)]
    for left, top, scale in places:
        small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    found = source.find(scene)
    assert [one.index for one in found] == [0, 1, 2]
    for one, (left, top, scale) in zip(found, places, strict=True):
        assert distance(one, face.moved(scale, (left, top))) < 0.05


def test_a_face_that_fills_the_frame(source: MediaPipeSource, portrait: ByteArray, face: Face) -> None:
    left, top = (round(value) for value in face.box[:2])
    right, bottom = round(left + face.box.width), round(top + face.box.height)
    (found,) = source.find(portrait[top + 6 : bottom - 6, left + 4 : right - 4])
    assert distance(found, face.moved(1, (-left - 4, -top - 6))) < 0.08


@pytest.mark.parametrize("shape", [(32, 32), (32, 1500), (1500, 32), (400, 400)])
def test_nothing_to_find(source: MediaPipeSource, shape: tuple[int, int]) -> None:
    assert source.find(np.full((*shape, 3), 90, np.uint8)) == []
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert source.find(noise) == []


@pytest.mark.parametrize("name", ["coffee", "rocket"])
def test_other_pictures_have_no_face(source: MediaPipeSource, name: str) -> None:
    assert source.find(getattr(skimage.data, name)()) == []


def test_most_faces(portrait: ByteArray) -> None:
    pair = np.concatenate([portrait, portrait], axis=1)
    assert len(MediaPipeSource().find(pair)) == 2
    assert len(MediaPipeSource(max_faces=1).find(pair)) == 1


def test_native_code_is_kept_quiet_and_the_error_stream_stays_open() -> None:
    program = (
        "import sys, numpy as np, skimage.data\n"
        "from fmld_synth.faces.mediapipe_source import MediaPipeSource\n"
        "source = MediaPipeSource()\n"
        "assert source.find(skimage.data.coffee()) == []\n"
        "assert len(source.find(skimage.data.astronaut())) == 1\n"
        "print('said by the program', file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "said by the program\n")


def test_importing_the_module_does_not_import_mediapipe() -> None:
    program = "import sys, fmld_synth.faces.mediapipe_source as _; sys.exit('mediapipe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
