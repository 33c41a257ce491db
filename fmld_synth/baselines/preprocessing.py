"""How a picture's pixels become a network's input."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

import torch
from torch import Tensor


@dataclass(frozen=True)
class Preprocessing:
    """What a network was trained on; exported with it, so that others feed it the same.

    Attributes:
        height, width: of the input, in pixels; pictures are resized to it.
        channels: their order in the input.
        mean: subtracted from each channel of the input, in its order, on the scale 0 to 255.
        scale: what the difference is multiplied with.
    """

    height: int
    width: int
    channels: Literal["RGB", "BGR"] = "RGB"
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: float = 1 / 255

    def __call__(self, pictures: Tensor) -> Tensor:
        """The network's input.

        Args:
            pictures: uint8 (batch, height, width, 3), RGB, already of the input's size.

        Returns:
            float32 (batch, 3, height, width).
        """
        planes = pictures.permute(0, 3, 1, 2).to(torch.float32)
        if self.channels == "BGR":
            planes = planes.flip(1)
        mean = torch.tensor(self.mean, device=planes.device).view(1, 3, 1, 1)
        return (planes - mean).mul_(self.scale).contiguous()

    def as_dict(self) -> dict[str, object]:
        """Plain values, for model files."""
        return asdict(self)
