"""One person's mask, frame after frame: the same mask, in a light that does not flicker."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face
from fmld_synth.faces.quality import check_face
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.masked_films.choosing import PersonMask
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.photometry.grain import Grain
from fmld_synth.synthesis.photometry.light import Light
from fmld_synth.synthesis.sample import Sample
from fmld_synth.wear import wear_state

OFF_FOR = 0.5
"""Seconds for which a mask stays off once its label cannot be kept: one that comes and goes would flicker."""
LIGHT_MEMORY = 0.5
"""Seconds after which what was measured of the light weighs a third (1/e) of what it did."""


class Wearing:
    """A mask that one person wears.

    Args:
        mask: what is worn.
        grain: sharpness and noise around the face, the same in every frame.
        options: of the run.
        engine: measures and renders.
    """

    def __init__(self, mask: PersonMask, grain: Grain, options: SetOptions, engine: Engine) -> None:
        self.mask = mask
        self._grain, self._options, self._engine = grain, options, engine
        self._off_until = -math.inf
        self._light: Light | None = None
        self._measured_at = 0.0

    def is_off(self, seconds: float) -> bool:
        """Whether the mask was taken off a short while ago."""
        return seconds < self._off_until

    def take_off(self, seconds: float) -> None:
        """Leave the mask off for a while."""
        self._off_until = seconds + OFF_FOR

    def put_on(self, image: ByteArray, face: Face, seconds: float) -> Sample:
        """The mask in one frame.

        Args:
            image: uint8 (height, width, 3), RGB: the frame.
            face: in its pixels, smoothed.
            seconds: when the frame is shown; they rise from call to call.

        Raises:
            Rejected: the face cannot wear it here, or the label would not be true.
        """
        height, width = image.shape[:2]
        check_face(face, width, height, min_face=self._options.min_face, max_yaw=self._options.max_yaw)
        measured = self._steady(self._engine.prepare(image, face), seconds)
        try:
            sample = self._engine.render(measured, self.mask.chosen.template, self.mask.parameters)
        except (ArithmeticError, LookupError, ValueError, cv2.error) as error:
            raise Rejected("render", "failed", {"error": " ".join(str(error).split())}) from error
        violations = wear_state(self.mask.state).contract.violations(sample.coverage)
        if violations or sample.mask_box is None:
            what = {name: getattr(sample.coverage, name) for name in violations}
            raise Rejected("render", "label_not_kept" if violations else "hidden", what)
        return sample

    def _steady(self, measured: MeasuredFace, seconds: float) -> MeasuredFace:
        """The same face, with one grain, and light that changes slowly."""
        if self._light is None:
            self._light = measured.light
        else:
            kept = math.exp(-(seconds - self._measured_at) / LIGHT_MEMORY)
            self._light = mixed_light(self._light, measured.light, kept)
        self._measured_at = seconds
        return replace(measured, light=self._light, grain=self._grain)


def mixed_light(before: Light, now: Light, kept: float) -> Light:
    """Light between two: ``kept`` of the one before, lying where the face is now."""

    def mixed(old: FloatArray, new: FloatArray) -> FloatArray:
        return np.asarray(np.float32(kept) * old + np.float32(1 - kept) * new, np.float32)

    rows, columns = now.shading.shape
    return Light(
        white=kept * before.white + (1 - kept) * now.white,
        ambient=kept * before.ambient + (1 - kept) * now.ambient,
        direction=mixed(before.direction, now.direction),
        cast=mixed(before.cast, now.cast),
        shading=mixed(np.asarray(cv2.resize(before.shading, (columns, rows)), np.float32), now.shading),
        area=now.area,
        saturation=kept * before.saturation + (1 - kept) * now.saturation,
        tone=mixed(before.tone, now.tone),
    )
