"""The report of an enhanced annotated set: scenes with several masks, and real pictures of which less is known."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.stats import report
from tests.annotated_sets import write_fmld
from tests.making_sets import run
from tests.stats.browser import complaints_of, start_chromium


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("scenes")
    run(write_fmld(root / "FMLD"), root / "set", input_format="fmld", per_face=2, min_face=20)
    return root / "set"


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory):
    path = folder.parent / "report.html"
    report.make_report(folder, path, workers=1)
    browser = start_chromium(tmp_path_factory.mktemp("profile"))
    browser.get(path.as_uri())
    yield browser
    browser.quit()


def open_picture(browser, place):
    wait = WebDriverWait(browser, 10, poll_frequency=0.05)
    wait.until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#tiles .tile"))
    browser.execute_script("document.querySelectorAll('#tiles .tile')[arguments[0]].click()", place)
    wait.until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#stage svg"))
    count = "return document.querySelectorAll(arguments[0]).length"
    return {
        kind: browser.execute_script(count, f"#stage {selector}")
        for kind, selector in {"mask": ".boxes .mask", "other": ".boxes .other", "matte": "mask"}.items()
    }


def first(records, condition):
    return next(place for place, record in enumerate(records) if condition(record))


def test_every_mask_and_face_of_a_scene_is_drawn(folder, page):
    records = read_manifest(folder)
    place = first(records, lambda record: len(record.masks) == 2 and len(record.faces) == 3)
    assert open_picture(page, place) == {"mask": 2, "other": 2, "matte": 2}
    assert complaints_of(page) == []


def test_a_real_picture_opens_without_what_is_not_known(folder, page):
    records = read_manifest(folder)
    place = first(records, lambda record: record.kind == "real" and record.wear_state is None)
    assert open_picture(page, place) == {"mask": 0, "other": 0, "matte": 0}
    text = page.find_element(By.CSS_SELECTOR, "#viewer").text
    assert "not known" in text and "not measured" in text and "as photographed" in text
    assert complaints_of(page) == []
