"""Headless Chromium for tests, without a connection to anywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--window-size=1200,900", "--force-prefers-reduced-motion",
)  # fmt: skip


def start_chromium(profile: Path, *more: str) -> webdriver.Chrome:
    """Start a browser that logs its console and its requests; fails where there is none.

    Args:
        profile: an empty folder.
        more: arguments of Chromium.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.fail(
            "pages are tested in a real browser: install Chromium and its driver "
            "(Debian, Ubuntu: apt-get install chromium chromium-driver)",
            pytrace=False,
        )
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (*QUIET, *more, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


def requests_of(browser: webdriver.Chrome) -> list[str]:
    """Addresses the browser asked for since the last call."""
    return [
        message["params"]["request"]["url"]
        for message in _messages(browser)
        if message["method"] == "Network.requestWillBeSent"
    ]


def complaints_of(browser: webdriver.Chrome) -> list[str]:
    """What the console says since the last call."""
    return [entry["message"] for entry in browser.get_log("browser")]


def _messages(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
