"""What is measured once for one face of one photograph and shared by all samples made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, MEDIAPIPE
from fmld_synth.faces.networks.hands import BundledHands
from fmld_synth.faces.networks.person import BundledPerson
from fmld_synth.faces.regions import (
    further_polygons,
    pixels_around,
    region_mask,
    region_polygons,
    region_shares_in_frame,
)
from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.photometry.grain import Grain
from fmld_synth.synthesis.photometry.grain_measuring import measure_grain
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT, Light
from fmld_synth.synthesis.photometry.light_measuring import measure_light
from fmld_synth.synthesis.photometry.occluders import (
    HandSource,
    MediaPipeHands,
    MediaPipePerson,
    PersonSource,
    measure_foreground,
)
from fmld_synth.synthesis.rendering.face_depth import FaceDepth, face_depth
from fmld_synth.synthesis.things.added import Added
from fmld_synth.synthesis.warp.radial_basis import FaceWarp

LEAST_MEASURABLE_SHARE = 0.1
"""Share of a region's area that must be visible for its coverage to mean anything. Chosen by eye."""


@dataclass(frozen=True, eq=False)
class Region:
    """One region's part inside the frame.

    Attributes:
        window: the pixels it touches.
        weights: float32 (h, w), how much of each pixel belongs to it and is not hidden by an occluder, 0 to 1.
        measurable: whether enough of it is visible.
    """

    window: Window
    weights: FloatArray
    measurable: bool

    def covered_share(self, alpha: FloatArray, window: Window) -> float | None:
        """Share of the region under a matte (h, w) given over another ``window``; None when it is not measurable."""
        if not self.measurable:
            return None
        mine, its = self.window.shared_slices(window)
        return min(float((self.weights[mine] * alpha[its]).sum()) / self._total, 1.0)

    @cached_property
    def _total(self) -> float:
        return float(self.weights.sum())

    def behind(self, added: Added) -> Region:
        """What of it is not hidden by things that were added in front of it."""
        weights = self.weights * (1 - added.hidden(self.window))
        return replace(self, weights=weights, measurable=self.measurable and bool(weights.sum() > 0))


@dataclass(frozen=True, eq=False)
class MeasuredFace:
    """A photograph and everything measured of one face in it.

    Attributes:
        image: uint8 (height, width, 3), RGB.
        face: the face, in pixels of ``image``.
        shares_in_frame: for each area a wear state may need, the share of it inside the frame.
        regions: for each region, where it lies in the frame.
        warp: canonical points to pixels.
        depth: the face's own surface; None when it lies outside the frame.
        light, grain: the light on the face; sharpness, noise and compression.
        occluders: float32 (height, width), 1 where something is in front of any mask that is worn.
        before_hair: the same without hair.
        skin: float32 (height, width), how skin-like each pixel is, 0 to 1.
        added: things that were drawn on it; None on the face as it was photographed.
    """

    image: ByteArray
    face: Face
    shares_in_frame: Mapping[str, float]
    regions: Mapping[str, Region]
    warp: FaceWarp
    depth: FaceDepth | None
    light: Light
    grain: Grain
    occluders: FloatArray
    before_hair: FloatArray
    skin: FloatArray
    added: Added | None = None

    def in_front(self, *, hangs: bool) -> FloatArray:
        """What is in front of a mask, float32 (height, width): one that hangs from an ear hangs before the hair."""
        return self.before_hair if hangs else self.occluders

    def further_regions(self, names: Iterable[str]) -> dict[str, Region]:
        """Regions that few wear states are measured by, some of ``eyes``, ``forehead`` and ``neck``."""
        wanted = set(names)
        if not wanted:
            return {}
        polygons = further_polygons(self.face.landmarks)
        regions = _regions({name: polygons[name] for name in sorted(wanted)}, self.occluders)
        added = self.added
        return regions if added is None else {name: one.behind(added) for name, one in regions.items()}

    @cached_property
    def shaded(self) -> FloatArray:
        """float32 (height, width), 1 where a mask's shadow can fall: on the face and on skin beside it (neck, ears).

        It does not fall on the background or on what is in front of the mask.
        """
        face = np.array(self.skin)
        if self.depth is not None:
            here = face[self.depth.window.slices]
            np.maximum(here, self.depth.coverage, out=here)
        face *= 1 - self.occluders
        return face


@dataclass(frozen=True, eq=False)
class OccluderSources:
    """What finds hands and people; None skips that kind."""

    hands: HandSource | None
    person: PersonSource | None


@cache
def occluder_sources(landmarks: str) -> OccluderSources:
    """What finds hands and people: MediaPipe where it finds the landmarks, too, else the bundled models.

    Made once a process.
    """
    if landmarks == MEDIAPIPE:
        return OccluderSources(MediaPipeHands(), MediaPipePerson())
    return OccluderSources(BundledHands(), BundledPerson())


def prepare(
    image: ByteArray, face: Face, compression: int | None = None, sources: OccluderSources | None = None
) -> MeasuredFace:
    """Measure once what every sample of this face shares.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: its landmarks in pixels of ``image``.
        compression: JPEG quality of the photograph's file, 1 to 100; None when it was not lossy.
        sources: finds hands and hair in front of the face; None takes those of the usual landmark source.
    """
    sources = sources or occluder_sources(DEFAULT_LANDMARKS)
    height, width = image.shape[:2]
    foreground = measure_foreground(image, face, hands=sources.hands, person=sources.person)
    return MeasuredFace(
        image=image,
        face=face,
        shares_in_frame=region_shares_in_frame(face.landmarks, width, height),
        regions=_regions(region_polygons(face.landmarks), foreground.occluders),
        warp=FaceWarp(face.landmarks),
        depth=face_depth(face.landmarks, width, height),
        light=measure_light(image, face, foreground.skin),
        grain=measure_grain(image, face, compression),
        occluders=foreground.occluders,
        before_hair=foreground.before_hair,
        skin=foreground.skin,
    )


def mesh_only(face: Face, width: int, height: int, grain: Grain) -> MeasuredFace:
    """A face of which nothing but mesh and grain is known, in a black picture: enough to measure what a mask covers.

    Args:
        face: its landmarks in pixels of the picture.
        width: of the picture.
        height: of the picture.
        grain: of the picture.
    """
    nothing = np.zeros((height, width), np.float32)
    return MeasuredFace(
        image=np.zeros((height, width, 3), np.uint8),
        face=face,
        shares_in_frame=region_shares_in_frame(face.landmarks, width, height),
        regions=_regions(region_polygons(face.landmarks), nothing),
        warp=FaceWarp(face.landmarks),
        depth=face_depth(face.landmarks, width, height),
        light=NEUTRAL_LIGHT,
        grain=grain,
        occluders=nothing,
        before_hair=nothing,
        skin=nothing,
    )


def _regions(polygons: Mapping[str, FloatArray], occluders: FloatArray) -> dict[str, Region]:
    height, width = occluders.shape
    found = {}
    for name, polygon in polygons.items():
        window = Window.around(polygon, 0, width, height) or Window(0, 0, 0, 0)
        pixels = window.left, window.top, window.left + window.width, window.top + window.height
        inside = region_mask(polygon, pixels)
        left, top, right, bottom = pixels_around(polygon)
        cut = left < 0 or top < 0 or right > width or bottom > height
        whole = float((region_mask(polygon, (left, top, right, bottom)) if cut else inside).sum())
        weights = inside * (1 - occluders[window.slices])
        found[name] = Region(window, weights, bool(weights.sum() > LEAST_MEASURABLE_SHARE * whole))
    return found
