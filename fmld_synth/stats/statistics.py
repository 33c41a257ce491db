"""What a finished set holds, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from fmld_synth.dataset.output_folder import REJECTED
from fmld_synth.dataset.records import UNLABELLED, Record, Rejection, read_lines, read_manifest

ANGLE_EDGES = (-90, -60, -45, -30, -15, 15, 30, 45, 60, 90)
FACE_SIZE_EDGES = (0, 64, 96, 128, 192, 256, 384, 512, 1024)


class Statistics(BaseModel):
    """Counts over the pictures of a set; histograms name their bins.

    Attributes:
        pictures, photographs, people: numbers.
        wear_states, labels, splits: pictures of each.
        labels_by_split: pictures of each label in each split.
        templates, colourways: pictures with each; a colourway is named ``template/colourway``.
        faces: faces of each label in all pictures, also further ones of scenes; difficult ones do not count.
        yaw, pitch, roll: histograms of the head pose in degrees, where it is known.
        face_sizes: histogram of the face box's longer side in pixels.
        coverage: mean covered share of nose, lips and chin where they show, for each wear state.
        rejections: by ``stage: reason``.
    """

    pictures: int
    photographs: int
    people: int
    wear_states: dict[str, int]
    labels: dict[str, int]
    splits: dict[str, int]
    labels_by_split: dict[str, dict[str, int]]
    templates: dict[str, int]
    colourways: dict[str, int]
    faces: dict[str, int]
    yaw: dict[str, int]
    pitch: dict[str, int]
    roll: dict[str, int]
    face_sizes: dict[str, int]
    coverage: dict[str, dict[str, float]]
    rejections: dict[str, int]


def statistics_of(folder: Path) -> Statistics:
    """Count what a finished set holds.

    Raises:
        UserError: ``folder`` holds no readable manifest.
    """
    rejections = read_lines(folder / REJECTED, Rejection) if (folder / REJECTED).exists() else ()
    return count(read_manifest(folder), rejections)


def count(records: Sequence[Record], rejections: Iterable[Rejection]) -> Statistics:
    """Count records and rejections."""
    poses = [record.head_pose for record in records if record.head_pose is not None]
    masked = [record for record in records if record.template is not None]
    splits = sorted({record.split for record in records})
    return Statistics(
        pictures=len(records),
        photographs=len({record.source.sha256 for record in records}),
        people=len({record.identity for record in records}),
        wear_states=_counted(record.category for record in records),
        labels=_counted(record.label or UNLABELLED for record in records),
        splits=_counted(record.split for record in records),
        labels_by_split={
            split: _counted(record.label or UNLABELLED for record in records if record.split == split)
            for split in splits
        },
        templates=_counted(str(record.template) for record in masked),
        colourways=_counted(f"{record.template}/{record.colourway}" for record in masked),
        faces=_counted(label for record in records for label in record.labels()),
        yaw=_histogram([pose.yaw for pose in poses], ANGLE_EDGES),
        pitch=_histogram([pose.pitch for pose in poses], ANGLE_EDGES),
        roll=_histogram([pose.roll for pose in poses], ANGLE_EDGES),
        face_sizes=_histogram(
            [max(record.face_box[2:]) for record in records if record.face_box], FACE_SIZE_EDGES
        ),
        coverage=_mean_coverage(masked),
        rejections=_counted(f"{rejection.stage}: {rejection.reason}" for rejection in rejections),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Most frequent first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _histogram(values: Sequence[float], edges: Sequence[int]) -> dict[str, int]:
    """Bins between ``edges``; what lies outside counts in the first or last bin."""
    clipped = np.clip(values, edges[0], edges[-1])
    numbers, _ = np.histogram(clipped, bins=edges)
    return {
        f"{low} to {high}": int(number) for low, high, number in zip(edges, edges[1:], numbers, strict=False)
    }


def _mean_coverage(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    by_state: dict[str, list[Record]] = {}
    for record in records:
        by_state.setdefault(record.category, []).append(record)
    return {
        state: {
            region: round(float(np.mean(values)), 4)
            for region in ("nose", "lips", "chin")
            if (values := _measured(group, region))
        }
        for state, group in sorted(by_state.items())
    }


def _measured(records: Sequence[Record], region: str) -> list[float]:
    """Coverage of a region on the pictures that show it."""
    values = (getattr(record.coverage, region) for record in records)
    return [value for value in values if value is not None]
