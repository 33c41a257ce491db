"""What is measured once for one face of one photograph and shared by all samples made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fmld_synth.faces.face import Face
from fmld_synth.faces.regions import region_polygons, region_shares_in_frame
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photometry.grain import Grain, measure_grain
from fmld_synth.photometry.light import Light, measure_light
from fmld_synth.photometry.occluders import HandSource, occluder_matte, skin_likeness
from fmld_synth.rendering.geometry import FaceDepth, face_depth
from fmld_synth.warp.radial_basis import FaceWarp


@dataclass(frozen=True, eq=False)
class Scene:
    """A photograph and all that is known of one face in it.

    Attributes:
        image: uint8 (height, width, 3), RGB.
        face: the face, in pixels of ``image``.
        shares_in_frame: for each region, the share of its area inside the frame.
        regions: for each region, its polygon float32 (n, 2) in pixels.
        warp: canonical points to pixels.
        depth: the face's own surface; None when it lies outside the frame.
        light, grain: the light on the face; sharpness, noise and compression.
        occluders: float32 (height, width), 1 where something is in front of any mask.
        skin: float32 (height, width), how skin-like each pixel is, 0 to 1.
    """

    image: ByteArray
    face: Face
    shares_in_frame: Mapping[str, float]
    regions: Mapping[str, FloatArray]
    warp: FaceWarp
    depth: FaceDepth | None
    light: Light
    grain: Grain
    occluders: FloatArray
    skin: FloatArray


def prepare(
    image: ByteArray, face: Face, compression: int | None = None, hands: HandSource | None = None
) -> Scene:
    """Measure once what every sample of this face shares.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: its landmarks in pixels of ``image``.
        compression: JPEG quality of the photograph's file, 1 to 100; None when it was not lossy.
        hands: finds hands that may be in front of the face; None looks for none.
    """
    height, width = image.shape[:2]
    return Scene(
        image=image,
        face=face,
        shares_in_frame=region_shares_in_frame(face.landmarks, width, height),
        regions=region_polygons(face.landmarks),
        warp=FaceWarp(face.landmarks),
        depth=face_depth(face.landmarks, width, height),
        light=measure_light(image, face),
        grain=measure_grain(image, face, compression),
        occluders=occluder_matte(image, face, hands=hands),
        skin=skin_likeness(image, face),
    )
