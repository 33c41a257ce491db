"""What a network costs."""

from __future__ import annotations

from torch import nn


def count_parameters(network: nn.Module, *, statistics: bool = False) -> int:
    """Number of a network's parameters.

    Args:
        network: any.
        statistics: count the running means and variances of batch norms, too, as Keras does.
    """
    count = sum(parameter.numel() for parameter in network.parameters())
    if statistics:
        count += sum(
            2 * module.num_features for module in network.modules() if isinstance(module, nn.BatchNorm2d)
        )
    return count
