"""Our own face finder for the page: its network, and the numbers by which ``static/finder.js`` reads it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from fmld_synth.baselines.baseline import FACE_FINDER
from fmld_synth.baselines.face_finding import face_maps, interface, taught
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.sl_fmdet import scales
from fmld_synth.errors import UserError

NUMBERS: dict[ModuleType, tuple[str, ...]] = {
    taught: (
        "FIRST_SIDE", "CLOSE_SIDE", "LARGE_FACE", "LEAST_PIXELS", "MOST_PIXELS", "MOST_PIXELS_CLOSE", "CANDIDATES",
        "ALONE_SIDE", "ALONE_ZOOM", "ALONE_WEIGHT", "CERTAIN", "LEAST_CELLS", "SEEN", "UNSEEN", "EVEN", "OUTPUTS",
    ),
    interface: ("SURE",),
    face_maps: ("VALUES", "SAME_FACE", "INSIDE"),
    scales: ("STRIDES", "SIZES", "BGR_MEAN", "VARIANCES"),
}  # fmt: skip
"""Constants that the page needs, by module."""


def finder_network() -> bytes:
    """The ONNX file.

    Raises:
        UserError: this installation lacks it.
    """
    try:
        return taught.NETWORK.read_bytes()
    except OSError as error:
        raise UserError(f"{taught.NETWORK} cannot be read; install fmld-synth again") from error


def finder_description() -> dict[str, Any]:
    """How it looks at pictures; the names are those of the constants."""
    numbers = {name.lower(): getattr(module, name) for module, names in NUMBERS.items() for name in names}
    return {"kind": "finder", "title": find_baseline(FACE_FINDER).title, **numbers}
