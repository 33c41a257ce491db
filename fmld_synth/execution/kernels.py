"""What this machine computes with: the libraries' kernels, chosen by processor, that decide the last bit of pixels."""

from __future__ import annotations

import platform
import re
from functools import cache
from importlib import import_module
from typing import Any

import cv2
import numpy as np


def numpy_features() -> list[str]:
    """Names of the processor's features that NumPy's kernels here are chosen by, for ``NPY_DISABLE_CPU_FEATURES``."""
    module = _numpy_core()
    enabled: dict[str, bool] = module.__cpu_features__
    return [name for name in module.__cpu_dispatch__ if enabled.get(name)]


def opencv_features() -> list[str]:
    """Names of the processor's features that OpenCV's kernels here are chosen by, for ``OPENCV_CPU_DISABLE``."""
    # It lists what it was built for; an asterisk marks what it chooses by processor, a question mark what is missing.
    names = cv2.getCPUFeaturesLine().split()
    return [name[1:] for name in names if name.startswith("*") and not name.endswith("?")]


@cache
def kernels() -> dict[str, str]:
    """The processor and the kernels, as ``dataset.json`` records them."""
    return {
        "machine": platform.machine(),
        "numpy": " ".join(numpy_features()),
        "opencv": " ".join(opencv_features()),
        "blas": _blas(),
    }


def _numpy_core() -> Any:
    name = "numpy._core" if int(np.__version__.split(".")[0]) >= 2 else "numpy.core"
    return import_module(f"{name}._multiarray_umath")


def _numpy_config() -> Any:
    show: Any = np.show_config
    return show(mode="dicts")


def _blas() -> str:
    """Name and version of the library NumPy was built with."""
    built = _numpy_config()["Build Dependencies"]["blas"]
    return re.sub(r"[^\w.+-]+", " ", f"{built.get('name', '')} {built.get('version', '')}").strip()
