"""Prints: drawn from a seed, each kind unlike the others, alike on every grid, the same bytes every time."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis.prints.kinds import KINDS
from fmld_synth.synthesis.prints.prints import Print, draw_print, rendered
from fmld_synth.synthesis.random_streams import RandomStream, random_stream

WIDTH, HEIGHT = 2.86, 2.219
"""Of a cloth mask laid flat, in inter-ocular distances."""
PALETTE = ("#f2ead8", "#204a87", "#a40000", "#4e9a06", "#2e3436", "#ce5c00")
SAME_CLOTH = {"plain", "skin_tone"}
"""Kinds that differ by their palettes alone."""


def drawn(kind: str | None, seed: int = 0) -> Print:
    return draw_print(random_stream(seed, RandomStream.PRINT), kind)


def picture(pattern: Print, columns: int = 144) -> ByteArray:
    rendered.cache_clear()  # bytes that were drawn, not kept
    return rendered(pattern, round(columns * HEIGHT / WIDTH), columns, WIDTH, HEIGHT)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_records_give_equal_bytes(kind: str) -> None:
    pattern = drawn(kind)
    again = Print.model_validate_json(pattern.model_dump_json())
    assert again == pattern
    np.testing.assert_array_equal(picture(pattern), picture(again))


@pytest.mark.parametrize("kind", KINDS)
def test_it_takes_its_colors_from_the_palette(kind: str) -> None:
    pattern = drawn(kind)
    ground = np.array([64, 128, 192])
    dyed = pattern.model_copy(update={"palette": ("#4080c0", *pattern.palette[1:])})
    changed = np.abs(picture(dyed).astype(int) - picture(pattern)).max(axis=2) > 8
    assert changed.any()
    if kind in (
        "words",
        "badge",
        "bouquet",
        "cartoon",
        "mouth",
        "moustache",
        "teeth",
    ):  # placed, not all over
        assert (np.abs(picture(dyed) - ground).max(axis=2) <= 2).mean() > 0.4


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SAME_CLOTH])
def test_it_is_more_than_one_color(kind: str) -> None:
    spreads = [float(picture(drawn(kind, seed)).std(axis=(0, 1)).max()) for seed in range(4)]
    assert np.median(spreads) > 4


def test_every_kind_differs_from_every_other() -> None:
    made = {
        kind: picture(drawn(kind, 5).model_copy(update={"palette": PALETTE, "scale": 3.0, "rotation": 0.0}))
        for kind in KINDS
    }
    for one, other in combinations(KINDS, 2):
        if {one, other} != SAME_CLOTH:
            differing = (np.abs(made[one].astype(int) - made[other]).max(axis=2) > 4).mean()
            assert differing > 0.005, (one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_grid_shows_what_a_large_one_does(kind: str) -> None:
    pattern = drawn(kind, 3)
    large, small = picture(pattern, 288), picture(pattern, 144)
    reduced = cv2.resize(large, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    blurred = [cv2.GaussianBlur(image.astype(np.float32), (0, 0), 2) for image in (reduced, small)]
    assert np.abs(blurred[0] - blurred[1]).mean() < 9


def test_palettes_are_without_end() -> None:
    prints = [drawn(None, seed) for seed in range(300)]
    assert len({pattern.palette for pattern in prints}) == 300
    assert len({pattern.kind for pattern in prints}) > 30
    grounds = np.array([list(bytes.fromhex(pattern.palette[0][1:])) for pattern in prints])
    values, saturations = grounds.max(axis=1), np.ptp(grounds, axis=1) / grounds.max(axis=1)
    for wanted in (values < 70, values > 215, saturations < 0.1, saturations > 0.6):
        assert wanted.mean() > 0.08


def test_motifs_have_the_size_that_is_recorded() -> None:
    """Dots 2 cm apart: a mask of 18 cm shows about nine in a row."""
    pattern = drawn("dots", 1).model_copy(
        update={"scale": 2.0, "rotation": 0.0, "palette": ("#ffffff", *["#000000"] * 5)}
    )
    dark = (picture(pattern, 288).min(axis=2) < 128).view(np.uint8)
    whole = WIDTH * 6.3 / 2 * HEIGHT * 6.3 / 2  # dots that the area has room for
    assert cv2.connectedComponents(dark)[0] - 1 == pytest.approx(whole, rel=0.3)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "nothing"},
        {"scale": 1e-6},
        {"offset": (0.0, 1e9)},
        {"palette": ("#ffffff",)},
        {"binding": "red"},
        {"seed": -1},
    ],
)
def test_records_of_strangers_are_bounded(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Print.model_validate(drawn("dots").model_dump() | broken)
