"""Feature pyramid (Lin et al., Feature pyramid networks for object detection, CVPR 2017)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.sl_fmdet.layers import ConvolutionBlock


class FeaturePyramid(nn.Module):
    """Coarse levels are enlarged and added to the finer ones; each then knows of what is around it."""

    def __init__(self, inputs: Sequence[int], outputs: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(ConvolutionBlock(channels, outputs, 1) for channels in inputs)
        self.merge = nn.ModuleList(ConvolutionBlock(outputs, outputs) for _ in inputs[:-1])

    def forward(self, features: Sequence[Tensor]) -> list[Tensor]:
        """Levels, float (batch, outputs, height, width), of the features; each half as large as the one before."""
        levels = [lateral(feature) for lateral, feature in zip(self.lateral, features, strict=True)]
        for i in reversed(range(len(self.merge))):
            enlarged = functional.interpolate(levels[i + 1], scale_factor=2.0, mode="nearest")
            levels[i] = self.merge[i](levels[i] + enlarged)
        return levels
