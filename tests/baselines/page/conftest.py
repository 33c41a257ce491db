"""The page with the bundled networks. It needs ONNX Runtime Web, which the page's own command fetches once into the
user's cache."""

from __future__ import annotations

import pytest

from fmld_synth.baselines.page.runtime import runtime_files
from fmld_synth.baselines.page.site import write_site
from fmld_synth.baselines.prediction.choosing import default_model
from fmld_synth.errors import UserError
from tests.baselines.page.serving_sites import served


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
