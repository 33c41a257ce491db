"""The standard engine keeps a long run going when one sample cannot be computed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.errors import Rejected
from fmld_synth.generation.engine import standard_engine
from fmld_synth.synthesis import sample
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state


@pytest.mark.parametrize(
    "error", [ValueError("no such\nshape"), ZeroDivisionError("x"), cv2.error("bad size")]
)
def test_a_sample_that_cannot_be_computed_is_rejected(
    error: Exception, portrait: MeasuredFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(sample, "make", broken)
    with pytest.raises(Rejected) as caught:
        standard_engine().make(portrait, wear_state("chin"), load_template("kn95"), 0)
    assert (caught.value.stage, caught.value.reason) == ("render", "failed")
    assert "\n" not in str(caught.value.measured["error"])
    assert str(caught.value.measured["error"]).startswith(type(error).__name__)


def test_a_face_that_cannot_be_measured_is_rejected(portrait: MeasuredFace) -> None:
    away = portrait.face.moved(1.0, (5000.0, 5000.0))
    with pytest.raises(Rejected, match="failed"):
        standard_engine().prepare(portrait.image, away)


def test_a_sample_that_can_be_computed_is_made(portrait: MeasuredFace) -> None:
    made = standard_engine().make(portrait, wear_state("chin"), load_template("kn95"), 0)
    again = sample.make(portrait, wear_state("chin"), load_template("kn95"), 0)
    assert np.array_equal(made.image, again.image)
