"""Each gate closes for its own reason."""

from dataclasses import replace

import numpy as np
import pytest

from fmld_synth.errors import Rejected
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.quality import check_face


def face(*, inter_ocular: float = 100, at: tuple[float, float] = (200, 200), yaw: float = 0) -> Face:
    vertices = canonical_face().vertices * inter_ocular + (*at, 0)
    landmarks = np.concatenate([vertices, np.repeat(vertices[:1], 10, axis=0)]).astype(np.float32)
    return Face(landmarks, HeadPose(yaw, 0, 0), 0.9, 0)


def refusal(one: Face, width: int = 400, height: int = 400) -> Rejected:
    with pytest.raises(Rejected) as refused:
        check_face(one, width, height, min_face=60, max_yaw=60)
    assert refused.value.stage == "face"
    return refused.value


def test_a_good_face_passes() -> None:
    check_face(face(), 400, 400, min_face=60, max_yaw=60)
    check_face(face(yaw=-60), 400, 400, min_face=60, max_yaw=60)


def test_too_small() -> None:
    refused = refusal(face(inter_ocular=20))
    assert refused.reason == "too_small"
    assert refused.measured["min_face"] == 60
    assert 0 < float(refused.measured["face_size"]) < 60


@pytest.mark.parametrize("yaw", [60.1, -75])
def test_too_turned(yaw: float) -> None:
    assert refusal(face(yaw=yaw)).reason == "too_turned"


def test_outside_the_frame() -> None:
    assert refusal(face(at=(200, 390))).reason == "outside_frame"
    assert refusal(face(at=(600, 200))).reason == "outside_frame"


def test_a_face_without_chin_passes() -> None:
    check_face(face(at=(200, 300)), 400, 400, min_face=60, max_yaw=60)


def test_what_has_no_face_shape_is_implausible() -> None:
    good = face()
    bent = good.landmarks + np.random.default_rng(0).normal(0, 40, good.landmarks.shape)
    assert refusal(replace(good, landmarks=bent.astype(np.float32))).reason == "implausible"
    flat = good.landmarks * np.array([1, 0.1, 1], np.float32) + np.array([0, 180, 0], np.float32)
    assert refusal(replace(good, landmarks=flat)).reason == "implausible"
