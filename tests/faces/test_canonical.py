"""The canonical face has the frame that its documentation promises."""

import numpy as np

from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face

NOSE_TIP, CHIN, FOREHEAD = 4, 152, 10
LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS = [33, 133], [263, 362]


def test_origin_and_scale_come_from_the_eyes() -> None:
    vertices = canonical_face().vertices
    left, right = vertices[LEFT_EYE_CORNERS].mean(axis=0), vertices[RIGHT_EYE_CORNERS].mean(axis=0)
    np.testing.assert_allclose((left + right) / 2, 0, atol=1e-5)
    np.testing.assert_allclose(right - left, (1, 0, 0), atol=1e-3)


def test_axes_point_right_down_and_away() -> None:
    vertices = canonical_face().vertices
    assert vertices[NOSE_TIP, 2] < vertices[:, 2].mean(), "the nose points toward the camera"
    assert vertices[FOREHEAD, 1] < 0 < vertices[NOSE_TIP, 1] < vertices[CHIN, 1]


def test_it_is_symmetric() -> None:
    face = canonical_face()
    np.testing.assert_array_equal(face.mirror[face.mirror], np.arange(VERTEX_COUNT))
    np.testing.assert_allclose(face.vertices[face.mirror] * (-1, 1, 1), face.vertices, atol=1e-5)


def test_triangles_cover_every_vertex_and_wind_alike() -> None:
    face = canonical_face()
    assert set(face.triangles.ravel()) == set(range(VERTEX_COUNT))
    a, b, c = np.moveaxis(face.vertices[face.triangles][..., :2], 1, 0)
    area = np.linalg.det(np.stack([b - a, c - a], axis=-1))
    assert (area > 0).mean() > 0.97


def test_it_is_shared_and_cannot_be_changed() -> None:
    assert canonical_face() is canonical_face()
    assert not canonical_face().vertices.flags.writeable
