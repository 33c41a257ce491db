"""The 478 points of a detected face."""

from __future__ import annotations

import math

import numpy as np

from fmld_synth.faces.networks.attention import PARTS, moved_back, placement, sample_features
from fmld_synth.faces.networks.detections import Detection
from fmld_synth.faces.networks.network import Network
from fmld_synth.faces.networks.sampling import Region, as_tensor, sample
from fmld_synth.geometry import ByteArray, FloatArray

SIDE = 192
"""Of what the mesh network sees, in pixels."""
MARGIN = 1.5
"""Size of that, in the longer side of the detector's box."""
POINTS = 478


class Mesher:
    """Finds the points of one face at a time; calls leave no state behind.

    Args:
        least_presence: how sure the network must be that it sees a face, 0 to 1.
    """

    def __init__(self, least_presence: float) -> None:
        self._least_logit = math.log(least_presence / (1 - least_presence))
        self._mesh = Network("face_mesh")
        self._parts = [(part, Network(part.network)) for part in PARTS]

    def mesh(self, image: ByteArray, region: Region) -> FloatArray | None:
        """The points of the face in a region.

        Args:
            image: uint8 (height, width, 3), RGB.
            region: around the face, as from :func:`face_region`.

        Returns:
            float32 (478, 3), x and y in pixels of the image, z in the same unit; None when there is no face.
        """
        seen = sample(image, region, SIDE, SIDE, repeat_border=True)
        outputs = self._mesh.run(as_tensor(seen, 0.0, 1.0))
        if outputs["presence"].item() <= self._least_logit:
            return None
        points = np.zeros((POINTS, 3), np.float32)
        mesh = outputs["mesh"].reshape(-1, 3)
        points[: len(mesh)] = mesh
        for part, network in self._parts:
            where = placement(mesh, part)
            refined = network.run(sample_features(outputs["features"], where))
            points[list(part.points), :2] = moved_back(refined["contour"], where)
            if part.iris:
                points[list(part.iris), :2] = moved_back(refined["iris"], where)
                depths = points[list(part.opening), 2].tolist()
                points[list(part.iris), 2] = math.fsum(depths) / len(depths)
        return region.points(points / np.float32(SIDE))


def face_region(detection: Detection) -> Region:
    """The square that the mesh network is to see of a detected face: upright by its eyes, with a margin.

    Args:
        detection: of one of the face detectors.
    """
    (right_x, right_y), (left_x, left_y) = detection.points[:2].tolist()
    x, y = detection.box.center
    side = MARGIN * max(detection.box.width, detection.box.height)
    return Region(x, y, side, side, math.atan2(left_y - right_y, left_x - right_x))
