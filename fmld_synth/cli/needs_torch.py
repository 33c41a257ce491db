"""One line when the packages of the baselines are missing."""

from __future__ import annotations

from importlib.util import find_spec

from fmld_synth.errors import UserError

PACKAGES = (
    "av",
    "torch",
    "safetensors",
    "onnx",
    "onnxruntime",
    "matplotlib",
    "tensorboard",
    "faster_coco_eval",
)
"""Import names of what the extra ``baselines`` installs."""


def require_baselines() -> None:
    """Check that what the baselines need is installed, without importing it.

    Raises:
        UserError: it is not; the message has the command that installs it.
    """
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise UserError(
            f"{', '.join(missing)}: not installed, and this command needs it: pip install 'fmld-synth[baselines]'"
        )
