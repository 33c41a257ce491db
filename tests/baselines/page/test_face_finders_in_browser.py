"""The bundled face finders give the faces in the page that they give in the package, by whatever way they get there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from fmld_synth.baselines.baseline import BUNDLED, FACE_FINDER
from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder
from fmld_synth.baselines.face_finding.choosing import taught_face_finder
from fmld_synth.baselines.face_finding.confirming import Confirmer
from fmld_synth.baselines.face_finding.interface import SURE
from fmld_synth.baselines.face_finding.taught import TaughtFaceFinder
from fmld_synth.baselines.page.face_finders import finder_description
from fmld_synth.geometry import ByteArray
from tests.baselines.page.calling import as_picture, run
from tests.stats.browser import start_chromium

PORTRAITS = Path(__file__).parents[3] / "examples" / "portraits"
GROUND = (90, 110, 130)
PIXELS, WITHIN = 0.5, 1e-3
"""By which boxes and scores may differ: two programs run the networks."""
FIND = """async ({ loadPredictor }, finder, picture) => {
    const predict = await loadPredictor({ finder, classifier: null, gamma: null });
    return (await predict(picture, 0)).faces;
}"""


def portrait(name: str) -> Image.Image:
    return Image.open(PORTRAITS / f"{name}.jpg").convert("RGB")


def small(name: str, size: tuple[int, int], ground: tuple[int, int], *places: tuple[int, int]) -> Image.Image:
    """A portrait, small, in some places of a larger picture."""
    picture = Image.new("RGB", ground, GROUND)
    for place in places:
        picture.paste(portrait(name).resize(size), place)
    return picture


PICTURES = {
    "turned": (lambda: portrait("grace_hopper").rotate(70, fillcolor=GROUND), [1], True),
    "large": (lambda: portrait("grace_hopper").resize((1150, 900)).rotate(75), [1], True),
    "close": (lambda: portrait("astronaut").crop((197, 94, 253, 150)), [1, 1], True),
    "crowd": (
        lambda: small("grace_hopper", (90, 100), (700, 400), (20, 30), (310, 250), (600, 30)), [1, 4], True,
    ),
    "far": (lambda: small("astronaut", (26, 26), (300, 220), (200, 100)), [1, 1, 4], True),
    "blurred": (lambda: portrait("astronaut").filter(ImageFilter.GaussianBlur(20)), [1, 4, 1], True),
    "hardly seen": (lambda: small("grace_hopper", (40, 46), (800, 600), (500, 300)), [1, 4, 1], False),
    "nobody": (lambda: Image.new("RGB", (340, 200), GROUND), [1, 4, 1], False),
}  # fmt: skip
"""Pictures, in how many views at a time MediaPipe's detectors look at each, and whether they are sure of a face."""


class Watched(BundledFaceFinder):
    """Counts the views."""

    def __init__(self) -> None:
        super().__init__()
        self.views: list[int] = []

    def _detect(self, views):
        self.views.append(len(views))
        return super()._detect(views)


class Asked(Confirmer):
    """Counts the candidates."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def _judged(self, image, corners, score):
        self.asked += 1
        return super()._judged(image, corners, score)


@pytest.fixture(scope="module")
def browser(tmp_path_factory, address):
    chromium = start_chromium(tmp_path_factory.mktemp("profile"))
    chromium.set_script_timeout(240)
    chromium.get(f"{address}icon.svg")  # nothing runs in it but what the tests call
    yield chromium
    chromium.quit()


def check_same(browser, name: str, image: ByteArray, found) -> None:
    (seen,) = run(browser, "predictor.js", FIND, [[finder_description(name), as_picture(image)]])
    assert len(seen) == len(found)
    for one, right in zip(seen, found, strict=True):
        assert np.allclose([one["box"][side] for side in right.box._fields], right.box, rtol=0, atol=PIXELS)
        assert one["score"] == pytest.approx(right.score, abs=WITHIN)


@pytest.mark.parametrize("name", PICTURES)
def test_mediapipe_finds_the_same_faces(browser, name):
    picture, views, sure = PICTURES[name]
    image, finder = np.asarray(picture()), Watched()
    found = finder.find(image)
    assert finder.views == views and any(face.score >= SURE for face in found) == sure
    check_same(browser, BUNDLED, image, found)


@pytest.mark.parametrize("name", ["turned", "far", "hardly seen", "blurred"])
def test_with_a_second_opinion_the_faces_are_the_same(browser, name):
    image = np.asarray(PICTURES[name][0]())
    check_same(browser, FACE_FINDER, image, taught_face_finder().find(image))


@pytest.mark.parametrize("degrees", [40, 90])
def test_what_our_finder_doubts_is_judged_alike(browser, degrees):
    image = np.asarray(portrait("grace_hopper").rotate(degrees, fillcolor=GROUND))
    finder = TaughtFaceFinder()
    finder._confirmer = confirmer = Asked()
    found = finder.find(image)
    assert confirmer.asked and found[0].score >= SURE
    check_same(browser, FACE_FINDER, image, found)
