"""Masks drawn afresh for PyTorch: a data set, and what ``train-baseline --on-the-fly`` learns from."""

from fmld_synth.torch.worn_masks import WornMasks as WornMasks

__all__ = ["WornMasks"]
