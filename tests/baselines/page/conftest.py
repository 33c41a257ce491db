"""The page with the bundled networks. It needs ONNX Runtime Web, which the page's own command fetches once into the
user's cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from fmld_synth.baselines.page import site
from fmld_synth.baselines.page.runtime import runtime_files
from fmld_synth.baselines.page.site import write_site
from fmld_synth.baselines.prediction.choosing import default_model
from fmld_synth.errors import UserError
from tests.baselines.page.serving_sites import served
from tests.stats.browser import start_chromium

STATIC = Path(site.__file__).parent / "static"


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """Its folder."""
    try:
        runtime_files(fetch=True)
    except UserError as error:
        if "cannot be fetched" not in str(error):
            raise
        pytest.skip(f"ONNX Runtime Web is neither in the cache nor within reach: {error}")
    folder = tmp_path_factory.mktemp("page") / "site"
    write_site(folder, default_model())
    return folder


@pytest.fixture(scope="session")
def address(page):
    """Where it is served."""
    with served(page) as where:
        yield where


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium, for the page's modules alone; whoever looks at a whole page starts one that is on it."""
    chromium = start_chromium(tmp_path_factory.mktemp("profile"))
    with served(STATIC) as address:
        chromium.get(f"{address}icon.svg")  # any file will do: modules are loaded from where it lies
        yield chromium
    chromium.quit()
