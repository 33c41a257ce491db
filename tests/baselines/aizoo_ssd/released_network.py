"""A network as training leaves it: its batch norms have seen something."""

from __future__ import annotations

import torch
from torch import nn

from fmld_synth.baselines.aizoo_ssd.network import LEAST_SIDE, AizooSSD, ConvolutionBlock, build


def trained_network(input_side: int = LEAST_SIDE) -> AizooSSD:
    """In evaluation mode; the norms have statistics of noise, scales of both signs, and a channel each that is dead."""
    torch.manual_seed(1)
    model = build(("mask", "no_mask"), input_side=input_side)
    for block in model.modules():
        if isinstance(block, ConvolutionBlock) and isinstance(block.norm, nn.BatchNorm2d):
            nn.init.uniform_(block.norm.weight, -0.3, 1.5)
            nn.init.normal_(block.norm.bias, std=0.3)
            nn.init.zeros_(block.convolution.weight[0])
            block.norm.momentum = None  # the plain mean over all batches
    with torch.no_grad():
        model.train()(torch.rand(4, 3, input_side, input_side))
    return model.eval()
