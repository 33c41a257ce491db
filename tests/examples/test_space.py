"""The Gradio app starts, and is called as its users and their programs call it. Where Gradio is installed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import fmld_synth

FOLDER = Path(__file__).parents[2] / "examples" / "space"
PORTRAIT = FOLDER.parent / "portraits" / "astronaut.jpg"


def test_it_says_what_it_needs():
    lines = (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = {line.partition(">")[0] for line in lines if not line.startswith("#")}
    assert names == {"fmld-synth", "gradio", "pillow"}
    header = (FOLDER / "README.md").read_text(encoding="utf-8").split("---")[1]
    assert "sdk: gradio" in header and "app_file: app.py" in header


@pytest.fixture(scope="module")
def space():
    """The module of the app."""
    pytest.importorskip(
        "gradio", reason="Gradio wants another Pillow than constraints.txt: see CONTRIBUTING.md"
    )
    specification = importlib.util.spec_from_file_location("space_app", FOLDER / "app.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules["space_app"] = module
    specification.loader.exec_module(module)
    return module


def test_it_answers(space, tmp_path):
    from gradio_client import Client, handle_file

    _, address, _ = space.app.launch(prevent_thread_lock=True, quiet=True, share=False)
    try:
        client = Client(address, verbose=False, download_files=str(tmp_path))
        picture, matte, coverage = client.predict(
            handle_file(str(PORTRAIT)), "mouth_exposed", "surgical_pleated", 0.0, 3, api_name="/wear"
        )
        with pytest.raises(Exception, match="nonsense"):
            client.predict(handle_file(str(PORTRAIT)), "nonsense", "any", 0.0, 3, api_name="/wear")
    finally:
        space.app.close()
    right = fmld_synth.synthesize(
        np.asarray(Image.open(PORTRAIT).convert("RGB")), "mouth_exposed", "surgical_pleated", 3
    )
    assert np.array_equal(np.asarray(Image.open(picture).convert("RGB")), right.image)
    assert np.array_equal(np.asarray(Image.open(matte).convert("L")), right.matte)
    covered = {one["label"]: one["confidence"] for one in coverage["confidences"]}
    assert covered == pytest.approx(
        {name: getattr(right.coverage, name) for name in ("nose", "lips", "chin")}
    )


def test_nothing_is_reported(space):
    assert space.os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert space.app.analytics_enabled is False


def test_mistakes_are_told(space):
    with pytest.raises(space.gr.Error, match="photograph first"):
        space.wear(None, "chin", "any", 0.0, 0)
    with pytest.raises(space.gr.Error, match="0 face"):
        space.wear(np.zeros((200, 200, 3), np.uint8), "chin", "any", 0.0, 0)
