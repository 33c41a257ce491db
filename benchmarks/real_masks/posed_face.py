"""A face in a photograph, with the canonical face laid over it by its unmasked upper part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
from scipy.interpolate import NearestNDInterpolator

from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import Similarity, align
from fmld_synth.faces.in_box import find_in_box
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, landmark_source
from fmld_synth.faces.mesh_points import EYES_BROWS_BRIDGE
from fmld_synth.geometry import FloatArray
from fmld_synth.wear import masked_states

Array = npt.NDArray[np.float64]

MAXIMUM_YAW = 30.0
MAXIMUM_MISFIT = 0.09  # root mean square of the upper-face points, in inter-ocular distances
CLOTH_DEPTH = -0.42  # cloth spans the hollows between nose and chin: there it lies no deeper than this


@dataclass(frozen=True, eq=False)
class PosedFace:
    """A photograph with the similarity that carries canonical points into it.

    Attributes:
        path: the photograph's file.
        image: uint8 (height, width, 3), RGB.
        lab: float32 (height, width, 3), CIELAB.
        pose: from the canonical frame to pixels.
    """

    path: Path
    image: npt.NDArray[np.uint8]
    lab: npt.NDArray[np.float32]
    pose: Similarity

    @property
    def yaw(self) -> float:
        """Turn of the head in degrees."""
        return float(np.degrees(np.arcsin(np.clip(self.pose.rotation[0, 2], -1, 1))))

    def project(self, points: Array) -> Array:
        """Canonical points (n, 3) to pixels (n, 2)."""
        return np.asarray(self.pose.apply(cast(FloatArray, points)), np.float64)[:, :2]  # float64 does, too

    def colors(self, pixels: Array) -> Array:
        """CIELAB colors (n, 3) at ``pixels`` (n, 2); NaN outside the frame."""
        height, width = self.lab.shape[:2]
        columns, rows = pixels.astype(np.float32).T
        sampled = cv2.remap(self.lab, columns[:, None], rows[:, None], cv2.INTER_LINEAR)[:, 0].astype(
            np.float64
        )
        sampled[(columns < 0) | (rows < 0) | (columns > width - 1) | (rows > height - 1)] = np.nan
        return sampled


class DrapedSurface:
    """The front of the canonical face with cloth over it: a depth over (x, y)."""

    def __init__(self) -> None:
        draped = canonical_face().vertices.astype(np.float64)
        hollow = (draped[:, 1] > 0.45) & (np.abs(draped[:, 0]) < 0.25)
        draped[hollow, 2] = np.minimum(draped[hollow, 2], CLOTH_DEPTH)
        self._depth = NearestNDInterpolator(draped[:, :2], draped[:, 2])

    def at(self, x: Array, y: Array) -> Array:
        """Surface points (n, 3) at ``x`` and ``y`` (n,), smoothed over a small neighborhood."""
        shifts = [(across, down) for across in (-0.06, 0, 0.06) for down in (-0.06, 0, 0.06)]
        depth = np.mean([self._depth(x + across, y + down) for across, down in shifts], axis=0)
        return np.stack([x, y, depth], axis=1)


def posed_faces(folder: Path) -> Iterator[PosedFace | str]:
    """The largest face of each photograph in ``folder``, or the reason why it is left out."""
    source = landmark_source(DEFAULT_LANDMARKS)
    for path in sorted(folder.iterdir()):
        image = _read(path)
        if image is None:
            yield "unreadable"
        else:
            yield _posed(path, image, next(iter(source.find(image)), None))


def posed_faces_by_state(folder: Path) -> Iterator[tuple[str, PosedFace | str]]:
    """The masked faces of an annotated set with their wear states: each, or the reason why it is left out."""
    source = landmark_source(DEFAULT_LANDMARKS)
    for annotated in open_set(folder)(folder):
        worn = [face for face in annotated.faces if face.wear_state in masked_states()]
        image = _read(annotated.path) if worn else None
        for face in worn:
            state = str(face.wear_state)
            if image is None:
                yield state, "unreadable"
            else:
                yield state, _posed(annotated.path, image, find_in_box(source.find, image, face.box))


def _read(path: Path) -> npt.NDArray[np.uint8] | None:
    """RGB pixels; None when they cannot be read."""
    loaded = cv2.imread(str(path))
    return None if loaded is None else np.asarray(cv2.cvtColor(loaded, cv2.COLOR_BGR2RGB), np.uint8)


def _posed(path: Path, image: npt.NDArray[np.uint8], found: Face | None) -> PosedFace | str:
    """The canonical face laid over a found one, or the reason why it cannot be."""
    if found is None:
        return "no face"
    canonical = canonical_face().vertices[list(EYES_BROWS_BRIDGE)]
    upper = found.landmarks[list(EYES_BROWS_BRIDGE)]
    pose = align(canonical, upper)
    missed = (pose.apply(canonical) - upper)[:, :2] / pose.scale
    lab = np.asarray(cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    face = PosedFace(path, image, lab, pose)
    if abs(face.yaw) > MAXIMUM_YAW:
        return "turned"
    if float(np.sqrt((missed**2).sum(axis=1).mean())) > MAXIMUM_MISFIT:
        return "misfit"
    return face
