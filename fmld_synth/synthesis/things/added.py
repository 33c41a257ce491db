"""Things as they lie in a photograph: pixels to be laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.things.thing import Thing


@dataclass(frozen=True, eq=False)
class PaintedLayer:
    """Pixels of one piece over a window of the photograph.

    Attributes:
        window: where it and its shadow lie.
        color: float32 (3, h, w), sRGB, 0 to 1, premultiplied by ``alpha``.
        alpha: float32 (h, w), 0 to 1.
        lost: float32 (h, w), share of the light that its shadow takes from what lies beneath.
        noise: float32 (3, h, w), the photograph's noise in 8-bit levels; None where there is none to be seen.
    """

    window: Window
    color: FloatArray
    alpha: FloatArray
    lost: FloatArray
    noise: FloatArray | None


@dataclass(frozen=True, eq=False)
class Added:
    """Things that were added to one face.

    Attributes:
        things: as recorded, from back to front.
        in_front: layers before any mask, from back to front; those behind it are in the photograph already.
        changed: bool (height, width), pixels that any of them changes.
    """

    things: tuple[Thing, ...]
    in_front: Sequence[PaintedLayer]
    changed: npt.NDArray[np.bool_]

    def hidden(self, window: Window) -> FloatArray:
        """How far each pixel of a window (h, w) is hidden by what lies in front of any mask, 0 to 1."""
        shown = np.ones((window.height, window.width), np.float32)
        for layer in self.in_front:
            mine, its = layer.window.shared_slices(window)
            shown[its] *= 1 - layer.alpha[mine]
        return 1 - shown
