"""Every accepted picture keeps its label, changes nothing else, and can be rendered again to the bit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.choices import Rendering
from fmld_synth.errors import Rejected
from fmld_synth.faces.regions import region_polygons
from fmld_synth.generation.plan import ATTEMPTS
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.sample import Sample, draw_colorway, make, render, unmasked
from fmld_synth.templates.library import list_templates, load_template
from fmld_synth.wear import Coverage, fitting_states, masked_states, wear_state
from tests.posed_face import PosedFace, photograph, pose
from tests.region_cover import covered_share

NOTHING = OccluderSources(hands=None, person=None)
ONE_A_FAMILY = (
    "surgical_pleated",
    "n95_cup",
    "kn95",
    "cloth_plain",
    "sports_valves",
    "polyurethane_loops",
    "bandana_paisley",
)
YAWS = (0, 20, -45, 60)
ROUNDING = 2e-4  # coverage is recorded with four digits, mattes in 255 steps
ALWAYS_MEASURED = ("nose", "lips", "chin", "mask_area")
seeds = st.integers(0, 2**63 - 1)


def measured_of(posed: PosedFace, image: ByteArray, compression: int | None = None) -> MeasuredFace:
    return prepare(image, posed.face, compression, NOTHING)


@cache
def measured_pose(yaw: int, pitch: int = 0, roll: int = 0) -> MeasuredFace:
    posed = pose(yaw, pitch, roll)
    return measured_of(posed, photograph(posed, ambient=0.8, direction=(-0.2, -0.2, 0)))


def remeasured(measured: MeasuredFace, sample: Sample) -> dict[str, float]:
    """Coverage from the stored matte alone, by another implementation; straps count as well."""
    seen = 1 - measured.occluders
    polygons = region_polygons(measured.face.landmarks)
    return {name: covered_share(polygon, sample.matte, seen) for name, polygon in polygons.items()}


def assert_keeps_its_label(measured: MeasuredFace, sample: Sample, state: str) -> None:
    contract = wear_state(state).contract
    assert contract.violations(sample.coverage) == []
    for name, share in remeasured(measured, sample).items():
        lowest, highest = getattr(contract, name)
        if getattr(sample.coverage, name) is not None:
            assert lowest - ROUNDING <= share <= highest + ROUNDING, (name, share, sample.coverage)
            assert share == pytest.approx(getattr(sample.coverage, name), abs=0.005), name
    height, width = sample.matte.shape
    visible = sample.matte.sum() / 255 / measured.face.box.clipped(width, height).area
    assert sample.coverage.mask_area <= visible + ROUNDING


def assert_changes_only_the_mask(measured: MeasuredFace, sample: Sample) -> None:
    masked = sample.matte > 0
    assert not (masked & sample.shadow).any()
    untouched = ~masked & ~sample.shadow
    np.testing.assert_array_equal(sample.image[untouched], measured.image[untouched])
    opaque = sample.matte == 255
    assert (sample.image[opaque] != measured.image[opaque]).any(axis=1).mean() > 0.8
    assert sample.mask_box == Box(*cv2.boundingRect(sample.matte))
    assert sample.image.shape == measured.image.shape
    assert sample.image.dtype == sample.matte.dtype == np.uint8


def states_of(template: str) -> list[str]:
    """In which states a template can be worn: what has no loops cannot hang from an ear."""
    loops = load_template(template).description.has_ear_loops
    return [state for state in masked_states() if loops or state != "hanging_from_ear"]


def same(one: Sample, other: Sample) -> bool:
    return (
        np.array_equal(one.image, other.image)
        and np.array_equal(one.matte, other.matte)
        and np.array_equal(one.shadow, other.shadow)
        and (one.coverage, one.mask_box, one.parameters) == (other.coverage, other.mask_box, other.parameters)
    )


def _first_made(portrait: MeasuredFace, state: str, name: str, seeds: range) -> tuple[MeasuredFace, Sample]:
    """On the portrait, which smiles; else on a face at rest: a peaked shell below a nose bares a smile's corners."""
    for face in (portrait, measured_pose(0)):
        for seed in seeds:
            try:
                return face, make(face, wear_state(state), load_template(name), seed)
            except Rejected:
                continue
    raise AssertionError(f"{name} is never worn {state}")


@pytest.mark.parametrize("name", list_templates())
def test_every_template_is_worn_in_every_state(portrait: MeasuredFace, name: str) -> None:
    """Within as many draws as a plan tries: stiff masks cannot be pushed as far as some draws ask for."""
    for first, state in enumerate(states_of(name)):
        face, sample = _first_made(portrait, state, name, range(first, first + ATTEMPTS))
        assert_keeps_its_label(face, sample, state)
        assert_changes_only_the_mask(face, sample)


@pytest.mark.parametrize(("hidden_from", "seen"), [(0.9, True), (0.35, False)])
def test_a_mask_that_hardly_shows_is_refused(portrait: MeasuredFace, hidden_from: float, seen: bool) -> None:
    """Something on one side of the face hides a little of the mask, or more than half of it."""
    occluders = portrait.occluders.copy()
    box = portrait.face.box
    occluders[:, int(box.x + hidden_from * box.width) :] = 1
    covered = replace(portrait, occluders=occluders)
    if seen:
        assert make(covered, wear_state("chin"), load_template("surgical_procedure"), 1).matte.any()
        return
    with pytest.raises(Rejected, match="hidden") as refused:
        make(covered, wear_state("chin"), load_template("surgical_procedure"), 1)
    assert float(refused.value.measured["seen"]) < 0.5


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(YAWS), st.sampled_from(ONE_A_FAMILY), st.sampled_from(masked_states()), seeds)
def test_an_accepted_picture_always_keeps_its_label(yaw: int, template: str, state: str, seed: int) -> None:
    measured = measured_pose(yaw)
    try:
        sample = make(measured, wear_state(state), load_template(template), seed)
    except Rejected as refused:
        assert refused.stage == "render"
        if refused.reason != "no_ear_loops":
            assert set(refused.measured) == {*ALWAYS_MEASURED, *wear_state(state).contract.further_limits}
        return
    assert_keeps_its_label(measured, sample, state)
    assert_changes_only_the_mask(measured, sample)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ONE_A_FAMILY), st.sampled_from(masked_states()), seeds)
def test_on_a_photograph_it_always_keeps_its_label(
    portrait: MeasuredFace, template: str, state: str, seed: int
) -> None:
    if state not in states_of(template):
        with pytest.raises(Rejected, match="no_ear_loops"):
            make(portrait, wear_state(state), load_template(template), seed)
        return
    try:
        sample = make(portrait, wear_state(state), load_template(template), seed)
    except Rejected as refused:  # a mask that swings edge-on from either ear shows too little of itself
        assert (state, refused.reason) == ("hanging_from_ear", "mask_area_not_covered")
        return
    assert_keeps_its_label(portrait, sample, state)
    assert_changes_only_the_mask(portrait, sample)


@pytest.mark.parametrize(
    "angles", [(20, 0, 0), (-45, 0, 0), (60, 0, 0), (0, 20, 0), (0, -20, 0), (25, 10, 35), (0, 0, 180)]
)
def test_turned_heads_wear_every_state(angles: tuple[int, int, int]) -> None:
    measured = measured_pose(*angles)
    for state in masked_states():
        accepted = 0
        for seed in range(3):
            try:
                sample = make(measured, wear_state(state), load_template("surgical_pleated"), seed)
            except Rejected:
                continue
            accepted += 1
            assert_keeps_its_label(measured, sample, state)
        assert accepted >= 2, state


@pytest.mark.parametrize("yaw", [45, 60])
@pytest.mark.parametrize("name", ["surgical_pleated", "n95_cup"])
def test_nothing_shows_beyond_the_far_cheek(name: str, yaw: int) -> None:
    measured = measured_pose(yaw)
    sample = make(measured, wear_state("correct"), load_template(name), 1)
    mesh = measured.face.landmarks[:468]
    below_eyes = mesh[:, 1] > mesh[168, 1]
    # The silhouette of the nose or of the cloth over it, but no strap and no far half of the mask.
    stand_off = load_template(name).description.shape.bulge + 0.2
    outline = mesh[below_eyes, 0].max() + stand_off * measured.face.inter_ocular_distance
    assert sample.matte[:, round(float(outline)) :].max() == 0
    bands = load_template(name).description.straps.kind == "head_bands"
    near = sample.matte[:, : round(float(mesh[:, 0].min()))]
    assert (near.max() > 200) == bands, "bands go on over the hair, loops end where there is no skin"


@pytest.mark.parametrize("name", ONE_A_FAMILY)
@pytest.mark.parametrize("rendering", ["full", "flat"])
def test_a_record_renders_the_same_bytes(portrait: MeasuredFace, name: str, rendering: Rendering) -> None:
    template = load_template(name)
    for seed, state in enumerate(states_of(name)):
        sample = make(portrait, wear_state(state), template, seed, rendering=rendering)
        assert sample.parameters is not None
        record = Parameters.model_validate_json(sample.parameters.model_dump_json())
        assert same(render(portrait, template, record), sample)


def test_a_face_measured_anew_gives_the_same_bytes(portrait: MeasuredFace) -> None:
    template = load_template("cloth_plain")
    again = prepare(portrait.image.copy(), portrait.face, portrait.grain.compression, NOTHING)
    one, other = (make(measured, wear_state("nose_exposed"), template, 11) for measured in (portrait, again))
    assert same(one, other)


def test_seeds_tell_pictures_apart(portrait: MeasuredFace) -> None:
    template = load_template("surgical_pleated")
    samples = [make(portrait, wear_state("nose_exposed"), template, seed) for seed in range(6)]
    assert len({sample.matte.tobytes() for sample in samples}) == 6


def test_the_photograph_is_never_written_to(portrait: MeasuredFace) -> None:
    before = portrait.image.copy()
    for state in masked_states():
        make(portrait, wear_state(state), load_template("kn95"), 0)
    np.testing.assert_array_equal(portrait.image, before)


@pytest.mark.parametrize("state", masked_states())
def test_flat_is_a_plain_overlay_with_the_same_labels(portrait: MeasuredFace, state: str) -> None:
    template = load_template("surgical_pleated")
    flat, full = (
        make(portrait, wear_state(state), template, 3, rendering=rendering) for rendering in ("flat", "full")
    )
    assert_keeps_its_label(portrait, flat, state)
    assert_changes_only_the_mask(portrait, flat)
    assert not flat.shadow.any()
    assert full.shadow.any()
    assert flat.parameters is not None
    assert flat.parameters.rendering == "flat"
    assert not np.array_equal(flat.image, full.image)


@pytest.mark.parametrize("rendering", ["full", "flat"])
@pytest.mark.parametrize("seed", range(3))
def test_loops_that_are_part_of_the_cloth_are_not_dotted(
    portrait: MeasuredFace, seed: int, rendering: Rendering
) -> None:
    """Each is squeezed to a pixel or two; sampled once a pixel, mask and loops fall into twelve to twenty pieces."""
    template = load_template("polyurethane_slim")
    sample = make(portrait, wear_state("mouth_exposed"), template, seed, rendering=rendering)
    pieces, _ = cv2.connectedComponents((sample.matte > 25).astype(np.uint8))
    assert pieces - 1 <= 6


def test_mixed_makes_the_picture_of_the_rendering_it_records(portrait: MeasuredFace) -> None:
    state, template = wear_state("nose_exposed"), load_template("surgical_pleated")
    recorded = set()
    for seed in range(8):
        mixed = make(portrait, state, template, seed, rendering="mixed")
        assert mixed.parameters is not None
        recorded.add(mixed.parameters.rendering)
        assert same(mixed, make(portrait, state, template, seed, rendering=mixed.parameters.rendering))
        assert same(mixed, render(portrait, template, mixed.parameters))
    assert recorded == {"full", "flat"}


def test_unmasked_is_the_photograph_itself(portrait: MeasuredFace) -> None:
    for sample in (
        unmasked(portrait.image),
        make(portrait, wear_state("unmasked"), load_template("kn95"), 0),
    ):
        np.testing.assert_array_equal(sample.image, portrait.image)
        assert not sample.matte.any()
        assert not sample.shadow.any()
        assert (sample.coverage, sample.mask_box, sample.parameters) == (Coverage(0, 0, 0, 0), None, None)


def cut(measured: MeasuredFace, height: int) -> MeasuredFace:
    """The top of a face's photograph."""
    return prepare(np.ascontiguousarray(measured.image[:height]), measured.face, 85, NOTHING)


def test_what_cannot_be_shown_is_rejected_with_its_measures(portrait: MeasuredFace) -> None:
    lower_lip = int(portrait.face.landmarks[17, 1])
    measured = cut(portrait, lower_lip)
    assert "chin" not in fitting_states(measured.shares_in_frame, masked_states())
    with pytest.raises(Rejected) as refused:
        make(measured, wear_state("chin"), load_template("surgical_pleated"), 0)
    assert refused.value.stage == "render"
    assert refused.value.reason == "mask_area_not_covered"
    assert float(refused.value.measured["mask_area"]) < 0.04
    assert refused.value.measured["nose"] == 0
    assert "chin" not in refused.value.measured, "it could not be measured"


def test_a_crop_without_a_chin_still_shows_the_other_states(portrait: MeasuredFace) -> None:
    measured = cut(portrait, int(portrait.face.landmarks[17, 1]))
    assert fitting_states(measured.shares_in_frame, masked_states()) == [
        "correct",
        "nose_exposed",
        "nose_tip_exposed",
    ]
    for state in ("correct", "nose_exposed", "nose_tip_exposed"):
        sample = make(measured, wear_state(state), load_template("kn95"), 2)
        assert sample.coverage.chin is None
        assert_keeps_its_label(measured, sample, state)


def test_a_mask_outside_the_frame_is_rejected(portrait: MeasuredFace) -> None:
    template = load_template("surgical_pleated")
    parameters = make(portrait, wear_state("chin"), template, 0).parameters
    assert parameters is not None
    forehead = cut(portrait, int(portrait.face.landmarks[9, 1]))
    with pytest.raises(Rejected, match="outside_frame"):
        render(forehead, template, parameters)
    with pytest.raises(Rejected) as refused:
        make(forehead, wear_state("chin"), template, 0)
    assert refused.value.measured["mask_area"] == 0


def test_a_grayscale_photograph_stays_grayscale(portrait: MeasuredFace) -> None:
    gray = cv2.cvtColor(portrait.image, cv2.COLOR_RGB2GRAY)
    measured = prepare(np.repeat(gray[..., None], 3, axis=2), portrait.face, None, NOTHING)
    for name in ("surgical_pleated", "cloth_tartan", "neck_gaiter_print"):
        image = make(measured, wear_state("nose_exposed"), load_template(name), 4).image.astype(int)
        assert np.ptp(image, axis=2).max() <= 2


@pytest.mark.parametrize("size", [112, 64])
def test_small_crops(portrait: MeasuredFace, size: int) -> None:
    box = portrait.face.box.expanded(0.25)
    left, top, side = round(box.x), round(box.y), round(max(box.width, box.height))
    crop = portrait.image[top : top + side, left : left + side]
    small = np.asarray(cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA), np.uint8)
    measured = prepare(small, portrait.face.moved(1, (-left, -top)).moved(size / side, (0, 0)), 90, NOTHING)
    fitting = fitting_states(measured.shares_in_frame, masked_states())
    assert len(fitting) >= 4
    for state in fitting:
        for name in ONE_A_FAMILY:
            if state not in states_of(name):
                continue
            sample = make(measured, wear_state(state), load_template(name), 1)
            assert_keeps_its_label(measured, sample, state)
            assert_changes_only_the_mask(measured, sample)


def test_a_large_photograph(portrait: MeasuredFace) -> None:
    large = np.asarray(cv2.resize(portrait.image, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC), np.uint8)
    measured = prepare(large, portrait.face.moved(4, (0, 0)), 95, NOTHING)
    sample = make(measured, wear_state("mouth_exposed"), load_template("surgical_pleated"), 1)
    assert_keeps_its_label(measured, sample, "mouth_exposed")
    assert_changes_only_the_mask(measured, sample)


def test_what_is_in_front_of_the_face_stays_in_front(portrait: MeasuredFace) -> None:
    stripe = np.zeros_like(portrait.occluders)
    column = round(float(portrait.face.landmarks[0, 0]))
    stripe[:, column - 4 : column + 4] = 1
    measured = replace(portrait, occluders=stripe)
    sample = make(measured, wear_state("correct"), load_template("cloth_plain"), 0)
    assert sample.matte[stripe == 1].max() == 0
    np.testing.assert_array_equal(sample.image[stripe == 1], portrait.image[stripe == 1])
    assert sample.matte[:, column - 8 : column - 4].max() == 255


def test_a_mask_that_hangs_from_an_ear_hangs_before_the_hair(portrait: MeasuredFace) -> None:
    """Hair beside the face covers a mask that is worn, and loops, but not one that hangs; a hand covers both."""
    column = round(float(portrait.face.landmarks[0, 0]))
    beside = np.zeros_like(portrait.occluders)
    beside[:, : column - 20], beside[:, column + 20 :] = 1, 1
    template, state = load_template("surgical_pleated"), wear_state("hanging_from_ear")
    behind_hair = make(replace(portrait, occluders=beside), state, template, 1)
    assert behind_hair.matte[beside == 1].max() == 255
    with pytest.raises(Rejected):
        make(replace(portrait, occluders=beside, before_hair=beside), state, template, 1)


def white_mask(measured: MeasuredFace) -> Sample:
    return make(measured, wear_state("correct"), load_template("kn95"), 1, colorway="white")


def brightness(sample: Sample, columns: slice = slice(None)) -> float:
    solid = sample.matte[:, columns] == 255
    return float(sample.image[:, columns][solid].mean())


def test_the_mask_takes_the_photographs_light() -> None:
    posed = pose()
    dark, bright = (
        white_mask(measured_of(posed, photograph(posed, ambient=ambient))) for ambient in (0.2, 1.0)
    )
    assert brightness(dark) < 0.75 * brightness(bright)
    from_left = white_mask(measured_of(posed, photograph(posed, ambient=0.7, direction=(-0.45, 0, 0))))
    assert brightness(from_left, slice(0, 150)) > 1.1 * brightness(from_left, slice(150, None))
    warm = white_mask(measured_of(posed, photograph(posed, ambient=0.8, cast=(1.3, 1, 0.6))))
    cold = white_mask(measured_of(posed, photograph(posed, ambient=0.8, cast=(0.7, 1, 1.4))))
    for sample, warmer in ((warm, True), (cold, False)):
        red, _, blue = sample.image[sample.matte == 255].mean(axis=0)
        assert bool(red > blue) is warmer


def test_the_mask_is_as_sharp_and_as_noisy_as_the_photograph() -> None:
    posed = pose()
    image = np.asarray(cv2.GaussianBlur(photograph(posed, ambient=0.7), (0, 0), 0.8), np.uint8)
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), 3), np.uint8)
    noise = np.random.default_rng(0).normal(0, 10, image.shape[:2])[..., None]
    noisy = np.clip(image + noise, 0, 255).astype(np.uint8)
    sharp, soft, grainy = (white_mask(measured_of(posed, picture)) for picture in (image, blurred, noisy))

    def half_covered(sample: Sample) -> int:
        return int(((sample.matte > 25) & (sample.matte < 230)).sum())

    def roughness(sample: Sample) -> float:
        gray = sample.image[..., 1].astype(np.float32)
        inside = cv2.erode((sample.matte == 255).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        return float((gray - cv2.medianBlur(gray, 3))[inside].std())

    assert half_covered(soft) > 1.8 * half_covered(sharp)
    assert roughness(grainy) > roughness(sharp) + 3


def test_colorways_are_drawn_by_weight() -> None:
    template = load_template("surgical_pleated")
    weights = {colorway.name: colorway.weight for colorway in template.description.colorways}
    drawn = [draw_colorway(template, seed) for seed in range(1500)]
    assert draw_colorway(template, 7) == drawn[7]
    for name, weight in weights.items():
        assert drawn.count(name) / len(drawn) == pytest.approx(weight / sum(weights.values()), abs=0.04)


def test_a_named_colorway_is_used(portrait: MeasuredFace) -> None:
    template = load_template("n95_cup")
    white, black = (
        make(portrait, wear_state("nose_exposed"), template, 2, colorway=name) for name in ("white", "black")
    )
    assert white.parameters is not None
    assert white.parameters.colorway == "white"
    np.testing.assert_array_equal(white.matte, black.matte)
    assert brightness(white) > 2 * brightness(black)
    with pytest.raises(KeyError):
        make(portrait, wear_state("nose_exposed"), template, 2, colorway="no_such")
