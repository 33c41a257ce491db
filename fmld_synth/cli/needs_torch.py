"""One line for people who use a command of the baselines without the packages it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fmld_synth.errors import UserError

PACKAGES = (
    "faster_coco_eval",
    "matplotlib",
    "onnx",
    "onnxruntime",
    "safetensors",
    "tensorboard",
    "torch",
)
"""Import names of what the extra ``baselines`` installs."""


@contextmanager
def needs_torch(command: str) -> Iterator[None]:
    """Around the imports (or all the work) of a command that uses torch and its companions.

    Args:
        command: its name, for the message.

    Raises:
        UserError: one of the packages is not installed; the line says how to install it.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise UserError(
            f"{command} needs {package}, which is not installed: pip install 'fmld-synth[baselines]'"
        ) from error
