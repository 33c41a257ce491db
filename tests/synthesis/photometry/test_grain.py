"""Known blur and noise are measured; compression keeps to the photograph's own blocks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.grain import Grain, compress, noise_over, soften
from fmld_synth.synthesis.photometry.grain_measuring import measure_grain
from tests.posed_face import pose

FACE = pose(inter_ocular=100, at=(200, 150)).face
BARS = (((150, 140), 20), ((250, 140), 30), ((200, 260), 35), ((200, 200), 225))


def card(blur: float = 0.0, noise: float = 0.0, noise_scale: float = 0.0) -> ByteArray:
    """Smooth shading and sharp bars where the face is, blurred (pixels), then with noise (levels)."""
    y, x = np.mgrid[:420, :400].astype(np.float32)
    picture = (90 + 40 * np.sin(x / 90) + 30 * np.cos(y / 110)).astype(np.float32)
    for (column, row), level in BARS:
        picture[row - 12 : row + 12, column - 22 : column + 22] = level
    if blur:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    grain = np.random.default_rng(4).standard_normal(picture.shape).astype(np.float32)
    if noise_scale:
        grain = cv2.GaussianBlur(grain, (0, 0), noise_scale)
    picture += noise / grain.std() * grain
    return np.repeat(np.clip(picture + 0.5, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("blur", [0.7, 1.0, 1.5, 2.0, 3.0, 4.0])
def test_known_blur_is_measured(blur: float) -> None:
    # A pixel's own area adds about 0.3 to the narrowest blur.
    assert measure_grain(card(blur), FACE, None).blur == pytest.approx(np.hypot(blur, 0.3), rel=0.15)


@pytest.mark.parametrize("turned", [3, 10, 25, 40])
def test_ideal_edges_are_as_blurred_as_the_renderer_draws_them(turned: float) -> None:
    """Drawn as the mean over each pixel, at some angle (degrees) to the pixels."""
    y, x = np.mgrid[:1680, :1600].astype(np.float32)
    far = np.cos(np.radians(turned)) * (x - 800) + np.sin(np.radians(turned)) * (y - 600) > 0
    fine = np.repeat(np.where(far, 180, 60).astype(np.uint8)[..., None], 3, axis=2)
    drawn = np.asarray(cv2.resize(fine, (400, 420), interpolation=cv2.INTER_AREA), np.uint8)
    assert measure_grain(drawn, FACE, None).blur == pytest.approx(0.45, abs=0.16)


@pytest.mark.parametrize("times", [2, 3])
def test_what_is_drawn_into_a_photograph_brought_to_a_smaller_size_stays_sharp(times: int) -> None:
    size = 400 // times, 420 // times
    drawn = np.asarray(cv2.resize(card(), size, interpolation=cv2.INTER_AREA), np.uint8)
    layer = np.zeros((40, 80), np.float32)
    layer[:, 40:] = 1
    softened = soften(layer, measure_grain(drawn, FACE.moved(1 / times, (0, 0)), None))
    assert edge_width(softened) < 0.3  # the edge is drawn as the mean over a pixel, which is not counted


@pytest.mark.parametrize("blur", [0.7, 1.0, 1.5, 2.0])
def test_some_noise_does_not_hide_the_blur(blur: float) -> None:
    assert measure_grain(card(blur, noise=3), FACE, None).blur == pytest.approx(blur, abs=0.4)


@pytest.mark.parametrize("noise", [8.0, 12.0])
def test_known_noise_is_measured(noise: float) -> None:
    grain = measure_grain(card(1.0, noise), FACE, None)
    assert grain.noise == pytest.approx(noise, rel=0.25)
    assert grain.noise_scale < 0.8


@pytest.mark.parametrize("noise_scale", [0.0, 0.5, 0.8])
def test_more_noise_measures_as_more(noise_scale: float) -> None:
    found = [measure_grain(card(1.0, noise, noise_scale), FACE, None).noise for noise in (0, 2, 5, 10)]
    assert found == sorted(found)
    assert found[0] < 0.4
    assert found[-1] > 2


def test_coarser_noise_has_a_larger_scale() -> None:
    fine, coarse = (measure_grain(card(1.0, 8, scale), FACE, None).noise_scale for scale in (0, 0.8))
    assert fine < 0.5 < coarse


def test_a_picture_without_anything_to_measure() -> None:
    for level in (0, 128, 255):
        grain = measure_grain(np.full((400, 400, 3), level, np.uint8), FACE, 80)
        assert grain.noise == 0
        assert grain.blur == 1.2
        assert grain.compression == 80


def test_a_large_face_is_measured_in_its_middle() -> None:
    large = np.asarray(cv2.resize(card(1.0), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC), np.uint8)
    assert measure_grain(large, FACE.moved(4, (0, 0)), None).blur > 2.5


def edge_width(layer: FloatArray) -> float:
    """Standard deviation of a vertical edge's derivative, in pixels."""
    slope = np.abs(np.diff(layer.mean(axis=0)))
    where = np.arange(len(slope))
    mean = (slope * where).sum() / slope.sum()
    return float(np.sqrt((slope * (where - mean) ** 2).sum() / slope.sum()))


@pytest.mark.parametrize("blur", [0.8, 1.5, 3.0])
def test_soften_blurs_as_the_photograph_is(blur: float) -> None:
    layer = np.zeros((40, 80), np.float32)
    layer[:, 40:] = 1
    softened = soften(layer, Grain(blur, 0, 0, None))
    assert edge_width(softened) == pytest.approx(blur, rel=0.25)
    assert softened.min() >= 0
    assert softened.max() == pytest.approx(1)


def test_a_sharp_photograph_leaves_the_layer_as_it_is() -> None:
    layer = np.random.default_rng(0).random((9, 9, 3)).astype(np.float32)
    assert soften(layer, Grain(0.4, 0, 0, None)) is layer


@pytest.mark.parametrize(("noise", "scale"), [(2.0, 0.0), (6.0, 0.8)])
def test_noise_comes_back_as_strong_and_as_coarse(noise: float, scale: float) -> None:
    drawn = noise_over((300, 600), Grain(1, noise, scale, None), np.random.default_rng(1))
    assert drawn is not None
    luminance = np.tensordot(np.array([0.2126, 0.7152, 0.0722], np.float32), drawn, axes=1)
    assert luminance.std() == pytest.approx(noise, rel=0.15)
    assert abs(luminance.mean()) < 0.1 * noise
    neighbors = np.corrcoef(luminance[:, 1:].ravel(), luminance[:, :-1].ravel())[0, 1]
    assert neighbors == pytest.approx(np.exp(-1 / (4 * scale**2)) if scale else 0, abs=0.12)
    channels = np.corrcoef(drawn[0].ravel(), drawn[2].ravel())[0, 1]
    assert channels > 0.6, "mostly gray"


def test_noise_depends_on_the_generator_alone() -> None:
    grain = Grain(1, 4, 0.5, None)
    first, again, other = (noise_over((40, 700), grain, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first is not None and again is not None and other is not None
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(first[:, :, :188], first[:, :, 512:], "the tile repeats without a seam")
    assert noise_over((40, 700), Grain(1, 0.1, 0, None), np.random.default_rng(1)) is None


def jpeg(image: ByteArray, quality: int) -> ByteArray:
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])


def test_compress_keeps_to_the_photographs_blocks() -> None:
    """What was already compressed on a grid hardly changes when compressed again on the same grid."""
    stored = jpeg(card(0, noise=12), 40)
    grain = Grain(1, 0, 0, 40)
    left, top = 37, 53
    crop = np.ascontiguousarray(stored[top:310, left:330])

    def change(origin: tuple[int, int]) -> float:
        # The rim's blocks hold padding.
        return float(np.abs(compress(crop, grain, origin).astype(int) - crop)[16:-16, 16:-16].mean())

    assert change((left, top)) < 0.3
    assert change((left + 4, top + 3)) > 4 * change((left, top))


def test_compress_keeps_size_and_place() -> None:
    image = card(1.0)[:61, :47]
    compressed = compress(image, Grain(1, 0, 0, 90), (3, 5))
    assert compressed.shape == image.shape
    assert compressed.dtype == np.uint8
    assert np.abs(compressed.astype(int) - image).mean() < 3


@pytest.mark.parametrize("compression", [None, 100])
def test_lossless_and_best_quality_stay_as_they_are(compression: int | None) -> None:
    image = card(1.0)
    np.testing.assert_array_equal(compress(image, Grain(1, 0, 0, compression), (3, 5)), image)
