"""A network as training leaves it: its batch norms have seen something."""

from __future__ import annotations

import torch
from torch import nn

from fmld_synth.baselines.aizoo_ssd.network import LEAST_SIDE, AizooSSD, build


def trained_network(input_side: int = LEAST_SIDE) -> AizooSSD:
    """In evaluation mode, every norm with statistics, scale and shift of its own; some channels never varied."""
    torch.manual_seed(1)
    model = build(("mask", "no_mask"), input_side=input_side)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, -0.3, 1.5)
            nn.init.normal_(module.bias, std=0.3)
            nn.init.normal_(module.running_mean, std=0.3)  # type: ignore[arg-type]
            nn.init.uniform_(module.running_var, 0.3, 2)  # type: ignore[arg-type]
            module.running_var[0] = 0.0  # type: ignore[index]
    return model.eval()
