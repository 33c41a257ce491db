"""Mattes as run lengths, against COCO's own tool, and as polygons."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as coco_mask

from fmld_synth.dataset.exporters.matte import Matte
from fmld_synth.dataset.exporters.segmentation import outline, read_matte, run_lengths
from fmld_synth.errors import UserError
from tests.dataset.prepared_set import mask_matte


def _theirs(matte: np.ndarray) -> str:
    return coco_mask.encode(np.asfortranarray((matte >= 128).astype(np.uint8)))["counts"].decode()


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.sampled_from([0, 127, 128]))
)
def test_run_lengths_are_those_of_pycocotools(matte):
    assert run_lengths(Matte.of(matte))["counts"] == _theirs(matte)


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (700, 3), (480, 640)])
def test_run_lengths_of_full_empty_and_large_mattes(shape):
    for matte in (np.zeros(shape, np.uint8), np.full(shape, 255, np.uint8)):
        assert run_lengths(Matte.of(matte)) == {"size": list(shape), "counts": _theirs(matte)}
    soft = cv2.GaussianBlur(np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8), (0, 0), 1.5)
    assert run_lengths(Matte.of(soft))["counts"] == _theirs(soft)


def test_the_outline_is_one_polygon_around_all_pieces():
    matte = mask_matte()
    drawn = cv2.fillPoly(np.zeros_like(matte), [outline(Matte.of(matte))], (1,)) > 0
    mask = matte >= 128
    assert (drawn & mask).sum() / (drawn | mask).sum() > 0.97
    assert len(outline(Matte.of(matte))) < 80


def test_an_empty_matte_has_no_outline():
    assert outline(Matte.empty(20, 20)).shape == (0, 2)


def test_names_missing_damaged_and_wrongly_sized_mattes(images):
    image = images[0]
    face = image.faces[0]
    assert np.array_equal(read_matte(face, image).whole(), mask_matte())
    with pytest.raises(UserError, match=r"one\.png is 200 x 150 px, its image .*one\.jpg 100 x 150 px"):
        read_matte(face, replace(image, width=100))
    face.matte.write_bytes(face.matte.read_bytes()[:40])
    with pytest.raises(UserError, match=r"one\.png is damaged"):
        read_matte(face, image)
    face.matte.write_bytes(b"")
    with pytest.raises(UserError, match=r"one\.png is damaged"):
        read_matte(face, image)
    face.matte.unlink()
    with pytest.raises(UserError, match=r"one\.png: No such file.*put the matte of train/chin/one\.jpg back"):
        read_matte(face, image)
