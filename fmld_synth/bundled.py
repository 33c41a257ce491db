"""Where the files lie that come with the package: mask templates, and the recipes and weights of the baselines."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "bundled_files"
"""In a wheel; a checkout has the folders beside the package, where people open them."""


def bundled_folder(name: Literal["mask_templates", "baselines"]) -> Path:
    """The folder of that name: inside the installed package, or in the repository beside it."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
