"""Intel's kernels in OpenCV round by memory alignment: they are off where work is done, and only there."""

from __future__ import annotations

import subprocess
import sys
import threading

import cv2
import pytest

from fmld_synth.execution.processes import WorkerPool
from fmld_synth.execution.reproducible import one_opencv_thread, reproducible_kernels


@pytest.fixture(autouse=True)
def _on_as_opencv_starts():
    cv2.ipp.setUseIPP(True)
    yield
    cv2.ipp.setUseIPP(True)


def test_the_kernels_are_off_within_and_as_before_behind():
    with reproducible_kernels():
        assert not cv2.ipp.useIPP()
        with reproducible_kernels():
            assert not cv2.ipp.useIPP()
        assert not cv2.ipp.useIPP()
    assert cv2.ipp.useIPP()


def test_the_kernels_are_restored_behind_an_error():
    with pytest.raises(KeyError), reproducible_kernels():
        raise KeyError
    assert cv2.ipp.useIPP()


def test_each_thread_has_its_own_switch():
    seen: list[bool] = []

    @reproducible_kernels()
    def look() -> None:
        seen.append(cv2.ipp.useIPP())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [False]
    assert cv2.ipp.useIPP()


def test_importing_the_package_changes_no_switch():
    pytest.importorskip("torch")
    code = (
        "import cv2, fmld_synth.api, fmld_synth.baselines.data.loading\n"
        "assert cv2.ipp.useIPP() and cv2.getNumThreads() > 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class _Look:
    def __call__(self, _: int) -> bool:
        return bool(cv2.ipp.useIPP())


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_have_them_off_and_the_caller_does_not(workers):
    with WorkerPool(_Look, workers) as pool:
        for used in pool.run(range(3)):
            assert not used
            assert cv2.ipp.useIPP()


def test_overlapping_users_of_one_opencv_thread_restore_the_number_at_the_end():
    before = cv2.getNumThreads()
    first, second = one_opencv_thread(), one_opencv_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert cv2.getNumThreads() == 1
    second.__exit__(None, None, None)
    assert cv2.getNumThreads() == before
