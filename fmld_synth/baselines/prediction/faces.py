"""What a model says of one face."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from fmld_synth.geometry import Box


class PredictedFace(NamedTuple):
    """One face of a picture.

    box: in pixels of the picture.
    probabilities: of each of the model's classes, 0 to 1, in their order; those of a detector need not sum to 1.
    track: number of the person's track in a video, counted from 1; None in photographs.
    held: in a video: it was not found in this frame, and stands where it was found last.
    """

    box: Box
    probabilities: tuple[float, ...]
    track: int | None = None
    held: bool = False

    @property
    def best(self) -> int:
        """Number of the most probable class."""
        return self.probabilities.index(max(self.probabilities))

    @property
    def probability(self) -> float:
        """Of the most probable class."""
        return max(self.probabilities)

    def as_dict(self, classes: Sequence[str]) -> dict[str, Any]:
        """Plain values for JSON: box as x, y, width, height; ``track`` and ``held`` only where they say something."""
        record: dict[str, Any] = {
            "box": [round(value, 1) for value in self.box],
            "class": classes[self.best],
            "probability": round(self.probability, 4),
            "probabilities": {
                name: round(value, 4) for name, value in zip(classes, self.probabilities, strict=True)
            },
        }
        if self.track is not None:
            record["track"] = self.track
        if self.held:
            record["held"] = True
        return record
