"""What this machine computes with."""

from __future__ import annotations

import os
import subprocess
import sys

from fmld_synth.execution.kernels import kernels, numpy_features, opencv_features


def asked(variables: dict[str, str]) -> str:
    program = "from fmld_synth.execution.kernels import kernels; print(kernels())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_kernels_are_named_and_follow_what_is_switched_off() -> None:
    assert asked({}) == str(kernels())
    assert kernels()["machine"]
    if numpy_features():
        latest = numpy_features()[-1]
        assert (
            latest
            not in asked({"NPY_DISABLE_CPU_FEATURES": latest}).split("'numpy': '")[1].split("'")[0].split()
        )
    if opencv_features():
        latest = opencv_features()[-1]
        assert (
            latest not in asked({"OPENCV_CPU_DISABLE": latest}).split("'opencv': '")[1].split("'")[0].split()
        )
