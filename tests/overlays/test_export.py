"""Taking a picture apart and putting it together, pixel by pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fmld_synth.overlays.sealing import (
    laid_over,
    mask_layer,
    photograph_key,
    sealed_difference,
    with_difference,
)
from fmld_synth.synthesis.sample import MeasuredFace, make, render
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state

PICTURES = arrays(np.uint8, (4, 5, 3))
KEY = photograph_key(b"the file of a photograph")


@given(PICTURES, PICTURES, st.text(max_size=9))
@settings(deadline=None)
def test_a_sealed_difference_gives_the_picture_again(picture, approximation, name):
    sealed = sealed_difference(picture, approximation, KEY, name)
    assert np.array_equal(with_difference(approximation, sealed, KEY, name), picture)


def test_other_photographs_and_other_names_do_not_open_it():
    picture, approximation = np.full((8, 8, 3), 9, np.uint8), np.zeros((8, 8, 3), np.uint8)
    sealed = sealed_difference(picture, approximation, KEY, "a")
    for key, name in ((photograph_key(b"the file of another"), "a"), (KEY, "b")):
        with pytest.raises(ValueError, match="another key"):
            with_difference(approximation, sealed, key, name)


def test_what_is_sealed_shows_no_pattern():
    """Not even where two pictures differ from their approximations in the same way."""
    difference = np.zeros((400, 400, 3), np.uint8)
    difference[100:300, 100:300] = np.random.default_rng(1).integers(0, 60, (200, 200, 3))
    plain = np.zeros_like(difference)
    first, second = (
        np.frombuffer(sealed_difference(difference, plain, KEY, name), np.uint8) for name in "ab"
    )
    counts = np.bincount(first, minlength=256)
    assert counts.min() > 0.7 * counts.mean() and counts.max() < 1.3 * counts.mean()
    assert abs((first == second).mean() - 1 / 256) < 0.002


@given(PICTURES, arrays(np.uint8, (4, 5, 4)))
@settings(deadline=None)
def test_layers_mix_as_in_any_image_editor(photograph, layer):
    share = layer[..., 3:] / 255
    expected = photograph * (1 - share) + layer[..., :3] * share
    assert np.abs(laid_over(photograph, layer) - expected).max() <= 0.51


@given(PICTURES, arrays(np.uint8, (4, 5, 4)))
@settings(deadline=None)
def test_a_layer_is_found_again_from_black_and_white(photograph, layer):
    layer[layer[..., 3] == 0] = 0
    found = mask_layer(photograph, lambda canvas: laid_over(canvas, layer))
    assert np.array_equal(found[..., 3], layer[..., 3])
    there = laid_over(photograph, layer).astype(int)
    assert np.abs(laid_over(photograph, found) - there).max() <= 1


@pytest.fixture
def measured(portrait: MeasuredFace) -> MeasuredFace:
    """Free of compression, as layers are rendered."""
    return replace(portrait, grain=replace(portrait.grain, compression=None))


def test_a_rendered_layer_gives_the_picture_and_holds_nothing_of_the_face(measured):
    template = load_template("surgical_pleated")
    sample = make(measured, wear_state("nose_exposed"), template, 5)

    def render_on(canvas: np.ndarray) -> np.ndarray:
        return render(replace(measured, image=canvas), template, sample.parameters).image

    layer = mask_layer(measured.image, render_on)
    apart = np.abs(laid_over(measured.image, layer).astype(int) - sample.image)[layer[..., 3] > 0]
    assert np.percentile(apart, 99.5) <= 2, "only grain that leaves the range of 8 bits is cut differently"
    # Bit for bit the same layer, whoever is in the photograph: its pixels do not enter.
    assert np.array_equal(layer, mask_layer(np.zeros_like(measured.image), render_on))
    assert not layer[layer[..., 3] == 0].any()
    assert not layer[(sample.matte == 0) & ~sample.shadow].any()
