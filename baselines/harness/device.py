"""Where networks run."""

from __future__ import annotations

import torch

from fmld_synth.errors import UserError

DEVICES = ("auto", "cpu", "cuda")


def choose_device(name: str) -> torch.device:
    """The device that ``--device`` names; ``auto`` takes the graphics card where there is one.

    Raises:
        UserError: there is no such device here.
    """
    if name not in DEVICES:
        raise UserError(f"--device {name}: valid: {', '.join(DEVICES)}")
    if name == "cuda" and not torch.cuda.is_available():
        raise UserError("--device cuda: torch finds no graphics card with CUDA here; use --device cpu")
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(name)
