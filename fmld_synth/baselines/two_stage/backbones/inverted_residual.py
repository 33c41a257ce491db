"""The block of MobileNetV2 (Sandler et al., CVPR 2018, figure 4 d), which EfficientNet took over."""

from __future__ import annotations

from torch import Tensor, nn

from fmld_synth.baselines.two_stage.backbones.backbone import Convolution, ConvolutionBlock


class InvertedResidual(nn.Module):
    """Few channels to many, a convolution of each on its own, and back to few; added to the input where it fits."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        stride: int,
        expansion: int,
        epsilon: float,
        *,
        kernel: int = 3,
        pad_end: bool,
    ) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = (
            ConvolutionBlock(Convolution(inputs, hidden, 1), epsilon) if expansion > 1 else nn.Identity()
        )
        self.depthwise = ConvolutionBlock(
            Convolution(hidden, hidden, kernel, stride=stride, groups=hidden, pad_end=pad_end), epsilon
        )
        self.project = ConvolutionBlock(Convolution(hidden, outputs, 1), epsilon, activation=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.project(self.depthwise(self.expand(inputs)))
        return inputs + features if self.residual else features
