"""The page's own arithmetic gives the numbers of OpenCV and of the package, in a real browser and without networks."""

from __future__ import annotations

import base64
import json

import cv2
import numpy as np

from fmld_synth.baselines.baseline import FACE_FINDER
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.face_finding.face_maps import decoded, merged
from fmld_synth.baselines.face_finding.taught import SEEN
from fmld_synth.baselines.page.face_finders import finder_description
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import part_around
from tests.baselines.page.calling import as_picture, call

RESIZE = """
const [entries, done] = [...arguments];
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
import(new URL('resizing.js', location.href)).then(({ resized }) => done(entries.map(
  ([text, width, height, part, columns, rows, byArea]) => [
    ...resized({ pixels: bytes(text), width, height }, part, columns, rows, byArea)])));
"""
SIZES = [
    ((91, 77), (40, 33)), ((60, 64), (20, 16)), ((64, 80), (32, 40)), ((50, 33), (50, 20)), ((23, 31), (64, 64)),
    ((70, 20), (40, 40)), ((20, 70), (40, 40)), ((64, 64), (128, 128)), ((1, 5), (3, 7)), ((90, 90), (30, 45)),
]  # fmt: skip
"""Of a picture and of what it becomes, (height, width): it shrinks by whole numbers and others, grows, or does both."""


def picture(height: int, width: int) -> ByteArray:
    """Noise with soft edges, black and white."""
    noise = np.random.default_rng(height * width).integers(-200, 456, (height, width, 3)).clip(0, 255)
    return np.asarray(cv2.GaussianBlur(noise.astype(np.uint8), (3, 3), 0.6), np.uint8)


def test_pictures_are_resized_as_opencv_does_it(browser):
    entries, expected = [], []
    for (height, width), (rows, columns) in SIZES:
        pixels = picture(height + 3, width + 2)
        rgba = base64.b64encode(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA).tobytes()).decode()
        part = {"left": 2, "top": 1, "width": width, "height": height}
        inside = pixels[1 : 1 + height, 2 : 2 + width]
        for by_area, method in ((True, cv2.INTER_AREA), (False, cv2.INTER_LINEAR)):
            entries.append([rgba, width + 2, height + 3, part, columns, rows, by_area])
            expected.append(cv2.resize(inside, (columns, rows), interpolation=method))
    for entry, made, right in zip(
        entries, browser.execute_async_script(RESIZE, entries), expected, strict=True
    ):
        assert np.array_equal(np.reshape(made, right.shape), right), entry[1:]


def test_networks_are_fed_the_same_numbers(browser):
    pixels = picture(41, 57)
    mean = [104.0, 117.0, 123.0]
    preprocessing = {
        "width": 24,
        "height": 16,
        "channels": "BGR",
        "mean": mean,
        "scale": 1 / 128,
    }
    right = (resized(pixels, 24, 16)[..., ::-1].astype(np.float32) - np.array(mean, np.float32)) / 128
    (made,) = call(
        browser,
        "inputs.js",
        "networkInput",
        [
            [
                as_picture(pixels),
                {"left": 0, "top": 0, "width": 57, "height": 41},
                preprocessing,
            ]
        ],
    )
    assert np.allclose(np.reshape(made, (3, 16, 24)), right.transpose(2, 0, 1), rtol=0, atol=1e-7)


def test_faces_are_cut_out_alike(browser):
    rng = np.random.default_rng(1)
    boxes = [Box(*values) for values in rng.uniform(-20, 90, (200, 4)).round(1).tolist()]
    boxes = [Box(box.x, box.y, abs(box.width) + 1, abs(box.height) + 1) for box in boxes]
    margin = (0.125, 0.25, 0.5)  # exact, so that halves come up
    made = call(browser, "framing.js", "partAround", [[120, 90, box._asdict(), margin] for box in boxes])
    for box, part in zip(boxes, made, strict=True):
        left, top, right, bottom = part_around(120, 90, box, margin)
        assert part == {"left": left, "top": top, "width": right - left, "height": bottom - top}, box


def test_halves_are_rounded_to_even(browser):
    values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999, -1.2, 7.0]
    assert call(browser, "resizing.js", "rounded", [[value] for value in values]) == [
        round(one) for one in values
    ]


def test_maps_become_the_same_faces(browser):
    said = finder_description(FACE_FINDER)
    rng = np.random.default_rng(5)
    maps = [rng.normal(-2, 2, (2 * said["values"], side, side)).astype(np.float32) for side in (12, 6, 3)]
    candidates = decoded(maps, SEEN)
    faces = merged(candidates)
    assert 5 < len(faces.scores) < len(candidates.scores)
    given = [{"data": one.reshape(-1).tolist(), "dims": one.shape} for one in maps]
    (seen,) = call(browser, "maps.js", "decoded", [[given, said]])
    assert np.allclose([one["corners"] for one in seen], candidates.corners, atol=1e-3)
    (made,) = call(browser, "maps.js", "merged", [[seen, said]])
    assert np.allclose([one["score"] for one in made], faces.scores, atol=1e-6)
    assert np.allclose([one["corners"] for one in made], faces.corners, atol=1e-3)


def test_of_detections_that_overlap_the_surest_stays(browser):
    boxes = [[0.1, 0.1, 0.5, 0.5], [0.12, 0.1, 0.5, 0.5], [0.6, 0.6, 0.9, 0.9], [0.0, 0.0, 0.2, 0.2]]
    probabilities = [[0.6, 0.1], [0.2, 0.9], [0.7, 0.7], [0.4, 0.1]]
    source = json.dumps([boxes, probabilities])
    script = f"""
    const [boxes, probabilities] = {source}.map((rows) => ({{ data: Float32Array.from(rows.flat()) }}));
    const done = arguments[0];
    import(new URL('detector.js', location.href)).then(({{ chosen }}) =>
      done(chosen(boxes, probabilities, {{ confidence: 0.5, iou: 0.4, most: 1000 }})));
    """
    found = browser.execute_async_script(script)
    assert [round(face["score"], 3) for face in found] == [0.9, 0.7]
    assert np.allclose([face["corners"] for face in found], [boxes[1], boxes[2]])
