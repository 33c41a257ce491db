"""The page as a visitor meets it: it sees what ``predict`` sees and asks nobody; keyboard, dark rooms, phones."""

from __future__ import annotations

import base64
import io
import json
import time
from pathlib import Path

import av
import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder
from fmld_synth.baselines.face_finding.choosing import FinderOptions
from fmld_synth.baselines.face_finding.interface import SURE
from fmld_synth.baselines.face_finding.taught import TaughtFaceFinder
from fmld_synth.baselines.prediction.choosing import default_model, make_predictor
from fmld_synth.baselines.prediction.timing import Stopwatch
from fmld_synth.photographs.reading import read_photograph
from tests.stats.browser import complaints_of, requests_of, start_chromium

PORTRAITS = Path(__file__).parents[3] / "examples" / "portraits"
PATIENCE = 240
"""Seconds for a picture on a machine that has much else to do."""
WITHIN = 1e-3
"""Of probabilities."""
PIXELS = 0.5
"""By which a box may differ: two programs run the finder."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """PNG files, which all programs decode alike: one portrait, three people side by side, and three hard ones."""
    folder = tmp_path_factory.mktemp("pictures")
    one, other = (Image.open(PORTRAITS / f"{name}.jpg") for name in ("grace_hopper", "astronaut"))
    one.save(folder / "one.png")
    wide = Image.new("RGB", (3 * 512, 600), (90, 110, 130))
    for place, portrait in enumerate((one, other, one.transpose(Image.Transpose.FLIP_LEFT_RIGHT))):
        wide.paste(portrait, (512 * place, 0))
    wide.save(folder / "three.png")
    one.rotate(50, fillcolor=(90, 110, 130)).save(folder / "doubtful.png")
    one.rotate(65, fillcolor=(90, 110, 130)).save(folder / "turned.png")
    other.filter(ImageFilter.GaussianBlur(20)).save(folder / "blurred.png")
    return folder


@pytest.fixture(scope="module")
def film(pictures):
    """A second of a portrait that moves to the right."""
    path = pictures / "film.y4m"
    portrait = np.asarray(Image.open(pictures / "one.png").resize((320, 240), box=(56, 60, 456, 360)))
    with av.open(str(path), "w", format="yuv4mpegpipe") as container:
        stream = container.add_stream("rawvideo", rate=10, width=320, height=240, pix_fmt="yuv420p")
        for step in range(10):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(np.roll(portrait, 4 * step, axis=1)))
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory, film):
    """With a camera that plays the film."""
    chromium = start_chromium(
        tmp_path_factory.mktemp("profile"),
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    yield chromium
    chromium.quit()


@pytest.fixture
def opened(browser, address):
    """The page, ready to be used."""
    browser.get("about:blank")
    complaints_of(browser), requests_of(browser)
    browser.get(address)
    wait(browser, lambda: status(browser) == "Ready.")
    yield browser
    assert complaints_of(browser) == []  # of the policy, too
    asked = requests_of(browser)
    assert asked and [one for one in asked if not one.startswith((address, "blob:", "about:"))] == []


def wait(browser, until):
    return WebDriverWait(browser, PATIENCE).until(lambda _: until(), status(browser))


def status(browser) -> str:
    return browser.find_element(By.ID, "status").text


def choose(browser, path: Path):
    browser.find_element(By.ID, "file").send_keys(str(path))
    wait(browser, lambda: status(browser).endswith("found."))


def shown(browser) -> list[dict]:
    """The faces in the list, read at once: a camera's are written again and again."""
    script = "return [...document.querySelectorAll('.face')].map((one) => one.dataset.face)"
    return [json.loads(one) for one in browser.execute_script(script)]


@pytest.fixture(scope="module")
def predictor():
    """As ``fmld-synth predict`` makes it."""
    return make_predictor(default_model(), device=torch.device("cpu"), options=FinderOptions(), iou=0.4)[0]


def check_same(seen: list[dict], predictor, image):
    predicted = predictor.predict(image, Stopwatch())
    assert len(seen) == len(predicted) > 0
    for one, right in zip(seen, predicted, strict=True):
        assert np.allclose([one["box"][side] for side in right.box._fields], right.box, rtol=0, atol=PIXELS)
        assert np.allclose(one["probabilities"], right.probabilities, rtol=0, atol=WITHIN)


@pytest.mark.parametrize("name", ["one", "three"])
def test_it_sees_what_predict_sees(opened, pictures, predictor, name):
    choose(opened, pictures / f"{name}.png")
    seen = shown(opened)
    check_same(seen, predictor, read_photograph(pictures / f"{name}.png").image)
    assert len(opened.find_elements(By.CLASS_NAME, "box")) == len(seen)
    assert " ms a frame: " in opened.find_element(By.ID, "times").text


@pytest.mark.parametrize("name", ["turned", "blurred"])
def test_where_our_finder_is_not_sure_it_asks_mediapipes_detectors_as_predict_does(
    opened, pictures, predictor, name
):
    image = read_photograph(pictures / f"{name}.png").image
    assert not any(face.score >= SURE for face in TaughtFaceFinder().find(image))
    assert any(face.score >= SURE for face in BundledFaceFinder().find(image))
    choose(opened, pictures / f"{name}.png")
    check_same(shown(opened), predictor, image)
    assert detectors_fetched(opened) == ["face_detection_full_range.onnx", "face_detection_short_range.onnx"]


def test_mediapipes_detectors_are_fetched_when_they_are_needed(opened, pictures):
    assert opened.find_element(By.ID, "mediapipe").is_displayed()  # their license
    choose(opened, pictures / "one.png")
    assert detectors_fetched(opened) == [
        "face_detection_short_range.onnx"
    ]  # which our finder asks what it doubts
    for name in ("turned", "blurred"):
        choose(opened, pictures / f"{name}.png")
    assert len(detectors_fetched(opened)) == 2  # and once


def detectors_fetched(browser) -> list[str]:
    """Of MediaPipe's folder, since the page was opened."""
    script = "return performance.getEntriesByType('resource').map(({ name }) => name)"
    return sorted(
        name.partition("/mediapipe/")[2] for name in browser.execute_script(script) if "/mediapipe/" in name
    )


def test_the_camera(opened, predictor):
    button = opened.find_element(By.ID, "camera")
    button.click()
    wait(opened, lambda: shown(opened))
    assert button.text == "Stop the camera" and " ms a frame: " in opened.find_element(By.ID, "times").text
    first = canvas(opened)
    wait(opened, lambda: not np.array_equal(canvas(opened), first))  # the film goes on
    button.click()
    wait(opened, lambda: status(opened) == "The camera is off.")
    frame = canvas(opened)
    assert frame.shape == (240, 320, 3)
    check_same(shown(opened), predictor, frame)
    assert (
        opened.execute_script("return document.getElementById('camera').getAttribute('aria-pressed')")
        == "false"
    )


def canvas(browser):
    """The picture that is shown."""
    address = browser.execute_script("return document.getElementById('picture').toDataURL('image/png')")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).convert("RGB"))


def test_a_threshold_leaves_unsure_faces_out(opened, pictures):
    slider = opened.find_element(By.ID, "threshold")
    slider.send_keys(Keys.HOME)
    assert opened.find_element(By.ID, "shown-threshold").text == "20 %"
    choose(opened, pictures / "doubtful.png")
    everyone = len(shown(opened))
    slider.send_keys(Keys.END)
    assert opened.find_element(By.ID, "shown-threshold").text == "95 %"
    wait(opened, lambda: len(shown(opened)) < everyone)


def test_a_picture_is_pasted_or_dropped(opened, pictures):
    content = base64.b64encode((pictures / "one.png").read_bytes()).decode()
    give = """
    const [text, kind] = arguments;
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'one.png', { type: 'image/png' }));
    dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: transfer })
                                   : new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    """
    for kind in ("paste", "drop"):
        opened.execute_script("document.getElementById('faces').replaceChildren()")
        opened.execute_script(give, content, kind)
        wait(opened, lambda: shown(opened))
        wait(opened, lambda: status(opened).endswith("found."))


def test_what_is_no_picture_is_named(opened, tmp_path):
    (tmp_path / "letter.txt").write_text("no picture")
    opened.find_element(By.ID, "file").send_keys(str(tmp_path / "letter.txt"))
    wait(opened, lambda: status(opened) == "letter.txt is no picture that this browser can read.")


def test_everything_is_reached_by_keyboard(opened, pictures):
    choose(opened, pictures / "one.png")
    opened.execute_script("document.activeElement.blur()")
    reached = []
    for _ in range(4):
        ActionChains(opened).send_keys(Keys.TAB).perform()
        reached.append(opened.switch_to.active_element)
    assert [one.get_attribute("id") for one in reached[:3]] == ["file", "camera", "threshold"]
    assert reached[3].get_attribute("class") == "face"
    assert len(opened.find_elements(By.CSS_SELECTOR, ".box.pointed-at")) == 1
    outline = opened.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_classes_are_explained(opened):
    meanings = {
        name.text: meaning.text
        for name, meaning in zip(
            opened.find_elements(By.TAG_NAME, "dt"), opened.find_elements(By.TAG_NAME, "dd"), strict=True
        )
    }
    described = json.loads(
        opened.execute_script("return fetch('models.json').then((answer) => answer.text())")
    )
    assert list(meanings) == [one["name"] for one in described["classes"]]
    assert all(len(meaning) > 10 for meaning in meanings.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(opened, scheme):
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    paint = "return ['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name])"
    ground, text = (
        sum(int(value) for value in color[color.index("(") + 1 : -1].split(",")[:3])
        for color in opened.execute_script(paint)
    )
    assert (ground > text + 400) if scheme == "light" else (text > ground + 400)


def test_a_phone_scrolls_in_one_direction_alone(opened, pictures):
    metrics = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        choose(opened, pictures / "three.png")
        time.sleep(0.1)
        assert opened.execute_script("return document.documentElement.scrollWidth") == 360
        assert opened.find_element(By.ID, "picture").size["width"] <= 360
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
