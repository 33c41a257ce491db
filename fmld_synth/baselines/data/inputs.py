"""Pictures of any size as a network's input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.geometry import ByteArray


def network_input(
    pictures: Sequence[ByteArray], preprocessing: Preprocessing, device: torch.device
) -> Tensor:
    """What a network is fed: float32 (pictures, 3, height, width) of pictures of any size, uint8, RGB."""
    return preprocessing(stacked(pictures, preprocessing).to(device))


def stacked(pictures: Sequence[ByteArray], preprocessing: Preprocessing) -> Tensor:
    """Pictures of the network's size, not yet prepared: uint8 (pictures, height, width, 3), RGB."""
    return torch.from_numpy(
        np.stack([resized(picture, preprocessing.width, preprocessing.height) for picture in pictures])
    )
