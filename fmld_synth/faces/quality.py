"""Which faces can wear a mask at all."""

from __future__ import annotations

from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import shape_error
from fmld_synth.faces.regions import region_shares_in_frame
from fmld_synth.geometry import FloatArray

MOST_SHAPE_ERROR = 0.25
"""RMS distance of a mesh from the mean face, in inter-ocular distances; real faces stay below it. Chosen by eye."""
LEAST_SHARE_IN_FRAME = 0.5
"""Share of nose or of lips that must lie inside the frame. Chosen by eye."""
_DECIMALS = 4
"""Decimals of the measured numbers that a rejection reports."""


def is_plausible(landmarks: FloatArray) -> bool:
    """Whether a mesh (468 or 478, 3) has the shape of a face; heavily distorted ones were fitted to something else."""
    return shape_error(landmarks) <= MOST_SHAPE_ERROR


def check_face(face: Face, width: int, height: int, *, min_face: int, max_yaw: float) -> None:
    """Raise Rejected unless the face is usable.

    Args:
        face: the face, in pixels of a photograph of ``width`` x ``height``.
        min_face: least length in pixels of the longer side of the face's box.
        max_yaw: greatest turn to either side, in degrees.

    Raises:
        Rejected: at stage ``face``, because it is ``implausible`` (its mesh does not have the shape of a face),
            ``too_small``, ``too_turned`` or ``outside_frame`` (most of the nose and most of the lips lie outside).
    """
    if not is_plausible(face.landmarks):
        raise Rejected("face", "implausible", {"shape_error": round(shape_error(face.landmarks), _DECIMALS)})
    size = max(face.box.width, face.box.height)
    if size < min_face:
        raise Rejected("face", "too_small", {"face_size": round(size, 1), "min_face": min_face})
    if abs(face.head_pose.yaw) > max_yaw:
        raise Rejected("face", "too_turned", {"yaw": round(face.head_pose.yaw, 1), "max_yaw": max_yaw})
    shares = region_shares_in_frame(face.landmarks, width, height)
    if max(shares["nose"], shares["lips"]) < LEAST_SHARE_IN_FRAME:
        raise Rejected(
            "face", "outside_frame", {name: round(share, _DECIMALS) for name, share in shares.items()}
        )
