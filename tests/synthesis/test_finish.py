"""Other surfaces of cloth: drawn beside the print, recorded, and seen in the picture."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import numpy as np
import pytest

from fmld_synth.synthesis.finish import Finish, FinishKind, draw_finish_of
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.photometry.crumple import crumpled
from fmld_synth.synthesis.sample import Sample, make, render
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state
from tests.posed_face import photograph, pose

STRENGTHS: dict[FinishKind, float] = {
    "satin": 0.9, "knit": 0.3, "mesh": 0.4, "crumpled_paper": 0.02, "window": 0.85,
}  # fmt: skip


@cache
def measured() -> MeasuredFace:
    posed = pose(10, 0, 0)
    image = photograph(posed, ambient=0.8, direction=(-0.2, -0.2, 0))
    return prepare(image, posed.face, None, OccluderSources(None, None))


@cache
def worn(kind: FinishKind | None, template: str = "cloth_plain") -> Sample:
    loaded = load_template(template)
    parameters = make(measured(), wear_state("correct"), loaded, 5).parameters
    assert parameters is not None
    finish = kind and Finish(kind=kind, strength=STRENGTHS[kind], coarseness=3.0)
    return render(measured(), loaded, parameters.model_copy(update={"finish": finish}))


def test_every_kind_is_drawn_and_about_a_third_of_printed_masks_have_one() -> None:
    cloth = load_template("cloth_plain")
    drawn = [draw_finish_of(cloth, 1.0, seed) for seed in range(600)]
    finishes = [finish for finish in drawn if finish is not None]
    assert {finish.kind for finish in finishes} == set(get_args(FinishKind))
    assert len(finishes) / 600 == pytest.approx(0.35, abs=0.06)
    assert all(draw_finish_of(cloth, 0.0, seed) is None for seed in range(50))
    assert all(draw_finish_of(load_template("n95_cup"), 1.0, seed) is None for seed in range(50))


@pytest.mark.parametrize("kind", get_args(FinishKind))
def test_it_changes_the_picture_and_not_the_label(kind: FinishKind) -> None:
    plain, other = worn(None), worn(kind)
    np.testing.assert_array_equal(plain.matte, other.matte)
    assert plain.coverage == other.coverage
    changed = np.abs(plain.image.astype(int) - other.image).max(axis=2) > 3
    assert changed.sum() / (plain.matte > 0).sum() > 0.03
    assert not changed[plain.matte == 0].any()


@pytest.mark.parametrize("kind", get_args(FinishKind))
def test_records_hold_it(kind: FinishKind) -> None:
    sample = worn(kind)
    assert sample.parameters is not None
    again = Parameters.model_validate_json(sample.parameters.model_dump_json())
    assert again == sample.parameters
    np.testing.assert_array_equal(render(measured(), load_template("cloth_plain"), again).image, sample.image)


def test_the_face_is_seen_through_a_window() -> None:
    """A face painted red under it shows red through the window, and nowhere else."""
    red = measured().image.copy()
    red[..., 0] = 255
    loaded = load_template("cloth_plain")
    parameters = worn("window").parameters
    assert parameters is not None
    reddened = render(replace(measured(), image=red), loaded, parameters).image
    covered = worn("window").matte == 255
    difference = np.abs(reddened[covered].astype(int) - worn("window").image[covered])[:, 0]
    assert 0.08 < (difference > 40).mean() < 0.4


def test_a_mesh_is_darker_in_its_openings_and_satin_is_brighter_where_it_shines() -> None:
    inside = worn(None).matte == 255
    plain, mesh, satin = (
        worn(kind).image[inside].astype(int).mean(axis=1) for kind in (None, "mesh", "satin")
    )
    assert (mesh - plain).min() < -10
    assert (satin - plain).max() > 10


def test_crumpled_paper_is_about_as_high_as_is_said() -> None:
    heights = crumpled(0.02, 1.3, np.random.default_rng(0))
    assert abs(heights.mean()) < 0.005
    assert 0.005 < np.abs(heights).mean() < 0.03
    np.testing.assert_array_equal(heights, crumpled(0.02, 1.3, np.random.default_rng(0)))
