"""Batch norms become part of the convolutions before them: the same outputs from fewer and faster layers."""

from __future__ import annotations

import copy

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from fmld_synth.baselines.aizoo_ssd.network import AizooSSD, ConvolutionBlock


def fold(model: AizooSSD) -> AizooSSD:
    """The network for release, in evaluation mode; the given one stays as it is.

    Its model file has the setting ``folded = true``.

    Args:
        model: trained; the running statistics of its norms are used. A folded one is copied.
    """
    folded = copy.deepcopy(model).eval()
    for block in folded.modules():
        if isinstance(block, ConvolutionBlock) and isinstance(block.norm, nn.BatchNorm2d):
            block.convolution = fuse_conv_bn_eval(block.convolution, block.norm)
            block.norm = nn.Identity()
    folded.folded = True
    return folded
