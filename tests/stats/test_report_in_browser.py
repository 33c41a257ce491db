"""The report as a reader meets it: filters, pictures, keyboard, light and dark, nothing from outside."""

from __future__ import annotations

import io
import shutil
from collections import Counter

import numpy as np
import pytest
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.stats import report
from fmld_synth.stats.gallery import pose_of
from tests.fake_engine import write_photograph, write_photographs
from tests.making_sets import run
from tests.stats.browser import complaints_of, requests_of, start_chromium

TILES_A_PAGE = 60
HOSTILE = "<img src=x onerror=document.title=0>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A finished set of some ninety pictures, one person with a name that is markup."""
    root = tmp_path_factory.mktemp("report")
    photographs = write_photographs(root / "faces", 9)
    write_photograph(photographs / HOSTILE / "photo.png", 99)
    run(photographs, root / "a set", per_face=8, include_unmasked=True, identity_from="parent")
    return root / "a set"


@pytest.fixture(scope="module")
def records(folder):
    return read_manifest(folder)


@pytest.fixture(scope="module")
def embedded(folder):
    """A page that holds everything."""
    page = folder.parent / "embedded.html"
    report.make_report(folder, page, workers=1)
    assert not page.with_name("embedded_files").exists()
    return page


@pytest.fixture(scope="module")
def paged(folder):
    """A page as large sets get it, with a folder of thumbnails and records."""
    page = folder.parent / "pages of it" / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "EMBEDDED_MOST", 10)
        report.make_report(folder, page, workers=1)
    return page


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    chromium = start_chromium(tmp_path_factory.mktemp("profile"))
    yield chromium
    chromium.quit()


@pytest.fixture(params=["embedded", "paged"])
def opened(browser, request):
    """The browser with the page open, each kind of page in turn."""
    return open_page(browser, request.getfixturevalue(request.param))


def open_page(browser, page):
    browser.get("about:blank")
    complaints_of(browser), requests_of(browser)
    browser.get(page.as_uri())
    wait(browser, lambda: tiles(browser))
    return browser


def wait(browser, condition):
    return WebDriverWait(browser, 10, poll_frequency=0.05).until(lambda _: condition())


def find(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def tiles(browser):
    return browser.find_elements(By.CSS_SELECTOR, "#tiles .tile")


def labels_of_tiles(browser):
    return browser.execute_script(
        "return [...document.querySelectorAll('#tiles .tile')].map(tile => tile.getAttribute('aria-label'))"
    )


def choose(browser, name, value):
    Select(find(browser, f"#filters [name={name}]")).select_by_value(value)


def found(browser):
    return find(browser, "#found").text


def press(browser, *keys):
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def open_tile(browser, place):
    tiles(browser)[place].click()
    wait(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#stage svg"))


def picture_on_stage(browser):
    """What the browser shows of the open picture, without boxes: uint8 (height, width, 3)."""
    shot = Image.open(io.BytesIO(find(browser, "#stage svg").screenshot_as_png)).convert("RGB")
    return np.asarray(shot)


def test_nothing_comes_from_outside_and_nothing_goes_wrong(opened):
    opened.execute_script("document.getElementById('gallery').scrollIntoView()")
    open_tile(opened, 3)
    press(opened, "m", Keys.ARROW_RIGHT, Keys.ESCAPE)
    assert complaints_of(opened) == []
    addresses = requests_of(opened)
    assert any("/images/" in address for address in addresses)
    assert {address.partition(":")[0] for address in addresses} <= {"file", "data"}


def test_every_filter_keeps_what_fits_and_nothing_else(opened, records):
    columns = {
        "label": [record.label for record in records],
        "state": [record.wear_state for record in records],
        "template": [record.template or "no mask" for record in records],
        "split": [record.split for record in records],
        "pose": [pose_of(record) for record in records],
    }
    for name, values in columns.items():
        for value, number in Counter(values).items():
            choose(opened, name, value)
            assert found(opened).startswith(f"{number} of {len(records)} ")
            shown = labels_of_tiles(opened)
            assert len(shown) == min(number, TILES_A_PAGE)
            if name != "label":  # a tile tells its state instead
                assert all(value in label.split(", ") for label in shown)
        find(opened, "#filters [type=reset]").click()
        wait(opened, lambda: found(opened).startswith(f"{len(records)} of"))


def test_filters_combine_and_may_leave_nothing(opened, records):
    choose(opened, "state", "chin")
    choose(opened, "split", "train")
    number = sum(record.wear_state == "chin" and record.split == "train" for record in records)
    assert found(opened).startswith(f"{number} of ")
    choose(opened, "label", "none")
    assert found(opened).startswith("None of ")
    assert tiles(opened) == []


def test_a_name_in_a_chart_filters_the_gallery(opened, records):
    find(opened, "#balance [data-filter='state=unmasked']").click()
    wait(opened, lambda: found(opened).startswith("10 of "))
    assert {label.split(", ")[0] for label in labels_of_tiles(opened)} == {"unmasked"}


def test_mixed_order_shows_the_same_pictures_in_another_order(opened):
    before = labels_of_tiles(opened)
    choose(opened, "order", "mixed")
    assert labels_of_tiles(opened) != before
    choose(opened, "order", "manifest")
    assert labels_of_tiles(opened) == before


def test_pages_turn_and_show_every_picture_once(opened, records):
    assert len(tiles(opened)) == TILES_A_PAGE
    find(opened, "#later").click()
    assert len(tiles(opened)) == len(records) - TILES_A_PAGE
    assert find(opened, "#page").text == "2 of 2"
    assert not find(opened, "#later").is_enabled()
    find(opened, "#earlier").click()
    assert len(tiles(opened)) == TILES_A_PAGE


def test_thumbnails_are_shown(opened):
    opened.execute_script("document.getElementById('gallery').scrollIntoView()")
    first = "return document.querySelector('.tile img').naturalWidth"
    wait(opened, lambda: opened.execute_script(first) > 0)
    assert 0 < opened.execute_script(first) <= 160


def test_an_opened_picture_is_the_picture_with_its_record(opened, folder, records):
    place = next(place for place, record in enumerate(records) if record.wear_state == "nose_exposed")
    open_tile(opened, place)
    press(opened, "b")
    expected = Image.open(folder / records[place].image).convert("RGB")
    wait(opened, lambda: picture_on_stage(opened).std() > 20)
    shown = picture_on_stage(opened)
    height, width = shown.shape[:2]
    side = min(height, width)  # a square picture in the middle of the stage
    top, left = (height - side) // 2, (width - side) // 2
    difference = np.abs(
        shown[top : top + side, left : left + side].astype(int)
        - np.asarray(expected.resize((side, side), Image.Resampling.BICUBIC))
    )
    assert difference.mean() < 6
    told = find(opened, "#record").text
    record = records[place]
    for text in ("nose_exposed", record.split, record.source.path, record.leading.mask.colorway):
        assert text in told
    opened.execute_script("document.querySelector('#record details').open = true")
    assert records[place].id in find(opened, "#record pre").text


def test_matte_boxes_and_key_points_come_and_go(opened, records):
    place = next(place for place, record in enumerate(records) if record.matte)
    open_tile(opened, place)
    box = find(opened, "#stage .boxes .mask")
    assert [float(box.get_attribute(name)) for name in ("x", "y", "width", "height")] == list(
        records[place].mask_box
    )
    assert len(opened.find_elements(By.CSS_SELECTOR, "#stage .points circle")) == 5
    wait(opened, lambda: picture_on_stage(opened).std() > 20)  # until the picture itself has arrived
    for key, layer, shown_first in (("m", "matte", False), ("b", "boxes", True), ("k", "points", False)):
        before = picture_on_stage(opened)
        for shown in (not shown_first, shown_first):
            press(opened, key)
            button = find(opened, f"[data-layer={layer}]")
            assert button.get_attribute("aria-pressed") == str(shown).lower()
        wait(opened, lambda before=before: np.array_equal(picture_on_stage(opened), before))
        button.click()
        assert not np.array_equal(picture_on_stage(opened), before)
        button.click()
    press(opened, Keys.ESCAPE)


def test_the_matte_tints_the_mask_and_dims_the_rest(opened, records):
    place = next(place for place, record in enumerate(records) if record.wear_state == "nose_exposed")
    record = records[place]
    open_tile(opened, place)
    press(opened, "b")
    plain = picture_on_stage(opened).astype(int)
    press(opened, "m")
    wait(opened, lambda: not np.array_equal(picture_on_stage(opened), plain))
    tinted = picture_on_stage(opened).astype(int)
    height, width = plain.shape[:2]
    scale = min(height / record.height, width / record.width)
    left, top = (width - scale * record.width) / 2, (height - scale * record.height) / 2
    x, y, box_width, box_height = record.mask_box
    row, column = round(top + scale * (y + box_height / 2)), round(left + scale * (x + box_width / 2))
    red, green, blue = tinted[row, column]
    assert green > red + 60
    assert green > blue + 20
    above = round(top + scale * y / 2)
    assert tinted[above, column].sum() < 0.8 * plain[above, column].sum()
    press(opened, "b", "m", Keys.ESCAPE)


def test_the_whole_way_by_keyboard(opened):
    opened.execute_script("document.getElementById('earlier').focus()")
    opened.execute_script("document.querySelector('#tiles [tabindex=\"0\"]').focus()")
    place = "return Number(document.activeElement.dataset.place)"
    press(opened, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    assert opened.execute_script(place) == 1
    press(opened, Keys.ARROW_DOWN)
    below = opened.execute_script(place)
    assert below > 2
    assert tiles(opened)[below].location["x"] == tiles(opened)[1].location["x"]
    press(opened, Keys.ARROW_UP, Keys.PAGE_DOWN)
    assert opened.execute_script(place) == TILES_A_PAGE
    press(opened, Keys.ARROW_LEFT)
    assert opened.execute_script(place) == TILES_A_PAGE - 1
    press(opened, Keys.HOME, Keys.ENTER)
    assert find(opened, "#viewer").get_attribute("open")
    wait(opened, lambda: find(opened, "#viewer-title").text.endswith(" 1 of 90"))
    press(opened, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    wait(opened, lambda: " 3 of " in find(opened, "#viewer-title").text)
    press(opened, Keys.ESCAPE)
    assert find(opened, "#viewer").get_attribute("open") is None
    assert opened.execute_script(place) == 2, "focus returns to the picture that was open"


def test_focus_is_seen_and_controls_have_names(opened):
    opened.execute_script("document.querySelector('#tiles [tabindex=\"0\"]').focus()")
    press(opened, Keys.ARROW_RIGHT)
    assert opened.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    nameless = opened.execute_script(
        "return [...document.querySelectorAll('button, select, svg[role=img]')].filter(one =>"
        " !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')))"
        ".map(one => one.outerHTML)"
    )
    assert nameless == []


def test_light_and_dark(opened):
    background = "return getComputedStyle(document.body).backgroundColor"
    shades = {}
    for scheme in ("light", "dark"):
        opened.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        shades[scheme] = opened.execute_script(background)
    assert shades["light"] != shades["dark"]
    find(opened, "#theme").click()
    assert opened.execute_script(background) == shades["light"]
    find(opened, "#theme").click()
    assert opened.execute_script(background) == shades["dark"]
    opened.execute_script("localStorage.clear()")


def test_names_are_text_and_never_markup(opened, records):
    place = next(place for place, record in enumerate(records) if HOSTILE in record.source.path)
    opened.execute_script(f"openViewer({place})")
    wait(opened, lambda: HOSTILE in find(opened, "#record").text)
    assert opened.title.startswith("a set")


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_is_never_wider_than_the_window(opened, width):
    opened.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    assert opened.execute_script("return document.documentElement.scrollWidth") <= width
    opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_page_away_from_its_set_shows_thumbnails_and_says_so(browser, embedded, tmp_path):
    alone = tmp_path / "alone.html"
    shutil.copy(embedded, alone)
    open_page(browser, alone)
    tiles(browser)[0].click()
    wait(browser, lambda: "is not where the set lay" in find(browser, "#stage").text)
    assert browser.execute_script("return document.querySelector('#stage img').naturalWidth") > 0


def test_a_page_away_from_its_folder_says_so(browser, paged, tmp_path):
    alone = tmp_path / "alone.html"
    shutil.copy(paged, alone)
    open_page(browser, alone)
    tiles(browser)[0].click()
    wait(browser, lambda: "report_files is not beside this page" in find(browser, "#record").text)
