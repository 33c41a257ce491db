"""MediaPipe's own runtime is kept quiet, and imported by nobody who does not ask for it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest


@pytest.mark.skipif(importlib.util.find_spec("mediapipe") is None, reason="MediaPipe is not installed")
def test_native_code_is_kept_quiet_and_the_error_stream_stays_open() -> None:
    program = (
        "import sys, numpy as np, skimage.data\n"
        "from fmld_synth.faces.mediapipe_source import MediaPipeSource\n"
        "source = MediaPipeSource()\n"
        "assert source.find(skimage.data.coffee()) == []\n"
        "assert len(source.find(skimage.data.astronaut())) == 1\n"
        "print('said by the program', file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "said by the program\n")


def test_importing_the_module_does_not_import_mediapipe() -> None:
    program = "import sys, fmld_synth.faces.mediapipe_source as _; sys.exit('mediapipe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
