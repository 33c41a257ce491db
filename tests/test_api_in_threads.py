"""Equal arguments give equal pixels in whichever thread they are given, also when several threads work at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

import fmld_synth
from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.geometry import ByteArray
from fmld_synth.verification.verification import verify

STATES = ("nose_exposed", "mouth_exposed", "chin", "correct")
Result = TypeVar("Result")


@pytest.fixture(autouse=True)
def _intels_kernels_on_as_opencv_starts():
    cv2.ipp.setUseIPP(True)
    yield
    assert cv2.ipp.useIPP(), "what is switched off is switched back"


@pytest.fixture(scope="module")
def portrait() -> ByteArray:
    return np.ascontiguousarray(skimage.data.astronaut()[:400, 31:430])


def _in_a_thread(function: Callable[[], Result]) -> Result:
    results: list[Result] = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


def _masked(portrait: ByteArray, state: str) -> bytes:
    sample = fmld_synth.synthesize(portrait, wear_state=state, template="kn95", seed=5)
    return sample.image.tobytes() + sample.matte.tobytes()


@pytest.fixture(scope="module")
def expected(portrait) -> list[bytes]:
    return [_masked(portrait, state) for state in STATES]


def test_a_new_thread_gives_the_same_pixels(portrait, expected):
    assert _in_a_thread(lambda: [_masked(portrait, state) for state in STATES]) == expected


def test_four_threads_at_once_give_the_same_pixels(portrait, expected):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda state: _masked(portrait, state), STATES * 2))
    assert found == expected * 2


def test_threads_of_an_event_loop_give_the_same_pixels(portrait, expected):
    async def all_states() -> list[bytes]:
        return await asyncio.gather(*(asyncio.to_thread(_masked, portrait, state) for state in STATES))

    assert asyncio.run(all_states()) == expected


def _make_set(folder: Path, output: str) -> list[str]:
    fmld_synth.generate_dataset(
        {
            "input": folder / "faces",
            "output": folder / output,
            "per_face": 2,
            "workers": 1,
            "crop": "face",
            "size": 160,
        }
    )
    return [record.image_sha256 for record in read_manifest(folder / output)]


def test_sets_made_in_threads_are_the_same_verify_and_render_again(tmp_path, portrait):
    (tmp_path / "faces").mkdir()
    Image.fromarray(portrait).save(tmp_path / "faces" / "portrait.jpg", quality=90)
    threads_before = cv2.getNumThreads()
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda name: _make_set(tmp_path, name), ["first", "second"])
    assert cv2.getNumThreads() == threads_before
    assert first == second == _make_set(tmp_path, "third")
    assert not verify(tmp_path / "first", workers=1).faults
    record = read_manifest(tmp_path / "first")[0]
    again = _in_a_thread(lambda: fmld_synth.render(record))
    assert np.array_equal(again, fmld_synth.render(record))
