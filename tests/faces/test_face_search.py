"""Faces are found where they are, whatever their size, and always alike, by either source."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.faces.face_search import FaceSearch
from fmld_synth.geometry import Box, ByteArray


def make(name: str, **options: int) -> FaceSearch:
    if name == "bundled":
        return BundledSource(**options)
    pytest.importorskip("mediapipe", exc_type=ImportError)
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    return MediaPipeSource(**options)


@pytest.fixture(scope="module", params=["bundled", "mediapipe"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def source(name: str) -> FaceSearch:
    return make(name)


@pytest.fixture(scope="module")
def portrait() -> ByteArray:
    return np.ascontiguousarray(skimage.data.astronaut()[:300, 60:360])


@pytest.fixture(scope="module")
def face(source: FaceSearch, portrait: ByteArray) -> Face:
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


def test_calls_leave_nothing_behind(name: str, source: FaceSearch, portrait: ByteArray, face: Face) -> None:
    others = [skimage.data.coffee(), np.ascontiguousarray(portrait[:, ::-1]), portrait[60:200, 100:240]]
    for other in others:
        source.find(other)
        assert same(source.find(portrait), [face])
    assert same(make(name).find(portrait), [face])


def test_any_memory_layout(source: FaceSearch, portrait: ByteArray, face: Face) -> None:
    assert same(source.find(np.asfortranarray(portrait)), [face])


def test_mirror_image(source: FaceSearch, portrait: ByteArray, face: Face) -> None:
    (found,) = source.find(portrait[:, ::-1])
    assert found.head_pose.yaw == pytest.approx(-face.head_pose.yaw, abs=5)
    assert found.head_pose.roll == pytest.approx(-face.head_pose.roll, abs=3)
    back = found.landmarks[:VERTEX_COUNT][canonical_face().mirror] * (-1, 1, 1) + (portrait.shape[1], 0, 0)
    apart = np.linalg.norm((back - face.landmarks[:VERTEX_COUNT])[:, :2], axis=1)
    assert apart.mean() < 0.05 * face.inter_ocular_distance


@pytest.mark.parametrize("scale", [0.4, 2.0, 8.0])
def test_scaled_photograph(source: FaceSearch, portrait: ByteArray, face: Face, scale: float) -> None:
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    (found,) = source.find(
        np.asarray(cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    )
    assert distance(found, face.moved(scale, (0, 0))) < 0.05


def test_small_faces_in_a_scene(source: FaceSearch, portrait: ByteArray, face: Face) -> None:
    scene = np.full((1000, 1400, 3), 110, np.uint8)
    places = [(200, 150, 0.9), (900, 300, 0.75), (350, 650, 0.6)]
    for left, top, scale in places:
        small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    found = source.find(scene)
    assert [one.index for one in found] == [0, 1, 2]
    for one, (left, top, scale) in zip(found, places, strict=True):
        assert distance(one, face.moved(scale, (left, top))) < 0.05


def test_a_face_that_fills_the_frame(source: FaceSearch, portrait: ByteArray, face: Face) -> None:
    left, top = (round(value) for value in face.box[:2])
    right, bottom = round(left + face.box.width), round(top + face.box.height)
    (found,) = source.find(portrait[top + 6 : bottom - 6, left + 4 : right - 4])
    assert distance(found, face.moved(1, (-left - 4, -top - 6))) < 0.08


@pytest.mark.parametrize("shape", [(32, 32), (32, 1500), (1500, 32), (400, 400)])
def test_nothing_to_find(source: FaceSearch, shape: tuple[int, int]) -> None:
    assert source.find(np.full((*shape, 3), 90, np.uint8)) == []
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert source.find(noise) == []


@pytest.mark.parametrize("picture", ["coffee", "rocket"])
def test_other_pictures_have_no_face(source: FaceSearch, picture: str) -> None:
    assert source.find(getattr(skimage.data, picture)()) == []


def test_most_faces(name: str, portrait: ByteArray) -> None:
    pair = np.concatenate([portrait, portrait], axis=1)
    assert len(make(name).find(pair)) == 2
    assert len(make(name, max_faces=1).find(pair)) == 1
