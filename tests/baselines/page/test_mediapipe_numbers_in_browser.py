"""Around MediaPipe's detectors the page gives the package's bytes and numbers, in a real browser without networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fmld_synth.baselines.baseline import BUNDLED
from fmld_synth.baselines.face_finding.bundled import DETECTORS
from fmld_synth.baselines.page.face_finders import finder_description
from fmld_synth.faces.image_parts import ImagePart, bordered, tiles, whole
from fmld_synth.faces.networks.detections import anchor_centers, decode, merged
from fmld_synth.faces.networks.detector import DetectorModel
from fmld_synth.faces.networks.sampling import as_tensor, sample, whole_region
from fmld_synth.geometry import Box, ByteArray
from tests.baselines.page.calling import as_picture, as_view, call, run

SAID = finder_description(BUNDLED)
SIZES = [(37, 61), (61, 37), (128, 128), (5, 200), (240, 320), (331, 250), (192, 384), (1, 3)]
"""Of pictures, (height, width): smaller and larger than what a detector sees, by whole numbers and others."""
LARGE_SIZES = [(60, 1300), (1200, 41)]
"""Of pictures that are reduced first."""


def noise(height: int, width: int) -> ByteArray:
    """The hardest of pictures: the smallest fault in a position changes bytes."""
    return np.random.default_rng(height * width).integers(0, 256, (height, width, 3)).astype(np.uint8)


def check_views(made: list[dict[str, Any]], right: list[ImagePart]) -> None:
    for one, part in zip(made, right, strict=True):
        assert (one["height"], one["width"]) == part.pixels.shape[:2]
        assert np.array_equal(one["pixels"], part.pixels.reshape(-1))
        assert Box(**one["frame"]) == pytest.approx(part.frame)


@pytest.mark.parametrize("size", [*SIZES, *LARGE_SIZES], ids=str)
def test_views_are_the_same(browser, size):
    image = noise(*size)
    (view,) = call(browser, "views.js", "wholeView", [[as_picture(image), SAID]])
    check_views([view], [whole(image)])
    (four,) = call(browser, "views.js", "tiles", [[as_picture(image), SAID]])
    check_views(four, tiles(image))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_borders_are_the_same(browser, size):
    part = whole(noise(*size))
    code = "({ bordered, wholeView }, picture, said) => bordered(wholeView(picture, said), said)"
    made = run(browser, "views.js", code, [[as_picture(part.pixels), SAID]])
    check_views(made, [bordered(part)])


@pytest.mark.parametrize("side", [128, 192])
def test_detectors_see_the_same_bytes(browser, side):
    views = [noise(*size) for size in SIZES]
    made = call(browser, "sampling.js", "sampled", [[as_view(view), side, SAID] for view in views])
    for view, bytes_of_rgb in zip(views, made, strict=True):
        right = sample(view, whole_region(view), side, side)
        assert np.array_equal(bytes_of_rgb, right.reshape(-1)), view.shape


@pytest.mark.parametrize(("place", "model"), list(enumerate(DETECTORS)))
def test_detectors_are_fed_the_same_numbers(browser, place, model):
    side = model.side
    pixels = noise(side, side)
    preprocessing = SAID["detectors"][place]["preprocessing"]
    (made,) = call(
        browser,
        "inputs.js",
        "planes",
        [[pixels.reshape(-1).tolist(), side, side, side, side, preprocessing]],
    )
    assert np.allclose(made, as_tensor(pixels, model.darkest, 1.0).reshape(-1), rtol=0, atol=1e-6)


@pytest.mark.parametrize(("place", "model"), list(enumerate(DETECTORS)))
def test_outputs_become_the_same_faces(browser, place: int, model: DetectorModel):
    rng = np.random.default_rng(place)
    centers = anchor_centers(model.side, model.grids)
    scores = rng.normal(-4, 2, len(centers)).astype(np.float32)
    boxes = rng.normal(0, 5, (len(centers), 16)).astype(np.float32)
    boxes[:, 2:4] = rng.uniform(20, 60, (len(centers), 2))
    candidates = decode(boxes, scores, centers, model.side, SAID["least_score"])
    faces = merged(candidates)
    assert 3 < len(faces.scores) < len(candidates.scores)
    said = SAID["detectors"][place]
    (seen_centers,) = call(browser, "detections.js", "anchorCenters", [[said["side"], said["grids"]]])
    assert np.allclose(seen_centers, centers, rtol=0, atol=1e-6)
    arguments = [
        boxes.reshape(-1).tolist(), scores.tolist(), seen_centers, said["side"], SAID["least_score"],
    ]  # fmt: skip
    (seen,) = call(browser, "detections.js", "candidates", [arguments])
    (made,) = call(browser, "detections.js", "averaged", [[seen, SAID["same_thing"]]])
    for found, right in ((seen, candidates), (made, faces)):
        assert np.allclose([one["corners"] for one in found], right.corners, rtol=0, atol=1e-5)
        assert np.allclose([one["eyes"] for one in found], right.points[:, :2, 1].mean(axis=1), atol=1e-5)
        assert np.allclose([one["score"] for one in found], right.scores, rtol=0, atol=1e-6)


def test_the_second_is_asked_where_the_first_is_not_sure(browser):
    code = """async ({ withSecond }, first, second) => {
        let loaded = 0;
        const finder = (scores) => async () => scores.map((score) => ({ score }));
        const find = withSecond(finder(first), async () => (loaded++, finder(second)), 0.5);
        await find({});
        return [(await find({})).map(({ score }) => score), loaded];
    }"""
    cases: list[list[Any]] = [
        [[0.6], [0.9]],
        [[0.4], [0.9]],
        [[0.4], [0.45]],
        [[], [0.3]],
        [[], []],
        [[0.5, 0.1], [0.9]],
    ]
    assert run(browser, "opinions.js", code, cases) == [
        [[0.6], 0], [[0.9], 1], [[0.4], 1], [[0.3], 1], [[], 1], [[0.5, 0.1], 0],
    ]  # fmt: skip
