"""What the auxiliary task is to say: a map that is bright where faces and masks are.

Each face adds one Gaussian, each worn mask another. Their standard deviations are a sixth of the box's width and height
(Fan, Jiang and Yan, IEEE Access 2021, section III-D).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from fmld_synth.baselines.detection.boxes import to_centers
from fmld_synth.baselines.networks import Targets
from fmld_synth.dataset.label_schemes import label_schemes

DEVIATIONS = 6
"""A box is so many standard deviations long."""
LEAST_DEVIATION = 1e-3
"""In cells; keeps boxes without extent from dividing by nought."""


def bare_classes() -> set[str]:
    """Classes that faces without a mask may have; of these only a known mask box makes a Gaussian."""
    return {scheme.by_label["none"] for scheme in label_schemes().values()}


def heatmap_targets(targets: Sequence[Targets], wears_mask: Tensor, rows: int, columns: int) -> Tensor:
    """The heatmap of each picture of a batch.

    Args:
        targets: of its pictures.
        wears_mask: bool (classes,): whether faces of a class wear a mask.
        rows, columns: cells of the heatmap.

    Returns:
        float32 (batch, 1, rows, columns), 0 to 1.
    """
    maps = [_draw(face_and_mask_regions(one, wears_mask), rows, columns) for one in targets]
    return torch.stack(maps)[:, None]


def face_and_mask_regions(target: Targets, wears_mask: Tensor) -> Tensor:
    """float32 (regions, 4) corners: the faces, and the masks of those that wear one.

    A mask is where its box says; where that is unknown, it is the lower half of the face.
    """
    known = target.mask_boxes.isfinite().all(dim=1)
    worn = known | wears_mask[target.labels]
    lower = target.boxes.clone()
    lower[:, 1] = (target.boxes[:, 1] + target.boxes[:, 3]) / 2
    masks = torch.where(known[:, None], target.mask_boxes, lower)[worn]
    return torch.cat((target.boxes, masks))


def _draw(regions: Tensor, rows: int, columns: int) -> Tensor:
    """float32 (rows, columns): the sum of the regions' Gaussians, at most 1.

    A Gaussian's peak is the cell that its region's center lies in, so that small faces have one, too.
    """
    cells = torch.tensor((columns, rows), dtype=torch.float32, device=regions.device)
    centers = to_centers(regions)
    peaks = (centers[:, :2] * cells).floor().clamp(min=torch.zeros_like(cells), max=cells - 1)
    deviations = (centers[:, 2:] * cells / DEVIATIONS).clamp(min=LEAST_DEVIATION)
    across = _bells(columns, peaks[:, 0], deviations[:, 0])
    down = _bells(rows, peaks[:, 1], deviations[:, 1])
    return (down.T @ across).clamp(max=1)


def _bells(cells: int, peaks: Tensor, deviations: Tensor) -> Tensor:
    """float32 (regions, cells): exp(-(x - peak)^2 / (2 deviation^2)); a 2D Gaussian is the product of two of them."""
    places = torch.arange(cells, dtype=torch.float32, device=peaks.device)
    return (-0.5 * ((places - peaks[:, None]) / deviations[:, None]) ** 2).exp()
