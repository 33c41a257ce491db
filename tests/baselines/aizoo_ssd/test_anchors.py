from __future__ import annotations

import math

import torch

from fmld_synth.baselines.aizoo_ssd.anchors import make_anchors


def test_anchors_are_the_published_ones_in_their_order() -> None:
    published = []
    sizes = [(0.04, 0.056), (0.08, 0.11), (0.16, 0.22), (0.32, 0.45), (0.64, 0.72)]
    for side, (small, large) in zip((33, 17, 9, 5, 3), sizes, strict=True):
        for row in range(side):
            for column in range(side):
                middle = ((column + 0.5) / side, (row + 0.5) / side)
                for size, ratio in ((small, 1), (large, 1), (small, 0.62), (small, 0.42)):
                    published.append((*middle, size * math.sqrt(ratio), size / math.sqrt(ratio)))
    anchors = make_anchors((33, 17, 9, 5, 3))
    assert anchors.shape == (5972, 4)
    assert anchors.dtype == torch.float32
    torch.testing.assert_close(anchors, torch.tensor(published))
