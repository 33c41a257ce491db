"""Annotated pictures: every face has its color and a tag, whatever the picture's size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.prediction.colors import COLORS, UNKNOWN, class_colors, ink_on
from fmld_synth.baselines.prediction.drawing import LEAST_SIDE, draw_faces
from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.geometry import Box

CLASSES = ("correct", "incorrect", "none")
THREE = class_colors(CLASSES, "three")
GRAY = 128


def gray(height, width):
    return np.full((height, width, 3), GRAY, np.uint8)


def pixels_of(picture, color):
    return (picture == np.array(color, np.uint8)).all(axis=2)


def test_green_is_correct_orange_incorrect_red_none():
    assert (COLORS["correct"], COLORS["incorrect"], COLORS["none"]) == THREE


TELLING = [scheme for scheme in label_schemes().values() if len(scheme.classes) > 1]


@pytest.mark.parametrize("scheme", TELLING, ids=lambda scheme: scheme.name)
def test_every_class_of_every_scheme_has_a_color(scheme):
    colors = dict(zip(scheme.classes, class_colors(scheme.classes, scheme.name), strict=True))
    assert UNKNOWN not in colors.values()
    assert colors[scheme.by_label["correct"]] == COLORS["correct"]
    assert colors[scheme.by_label["none"]] == COLORS["none"]


def test_a_class_that_says_nothing_of_masks_has_none_of_their_colors():
    assert class_colors(("face",), "face") == (UNKNOWN,)


def test_classes_of_an_unknown_scheme_are_drawn_too():
    assert class_colors(("cat", "dog"), "animals") == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(("color", "ink"), [((255, 150, 0), (0, 0, 0)), ((150, 0, 30), (255, 255, 255))])
def test_letters_contrast_with_their_tag(color, ink):
    assert ink_on(color) == ink


@pytest.mark.parametrize("size", [(32, 32), (64, 40), (480, 640), (1800, 2600), (60, 900)])
def test_a_tag_can_be_read_at_any_size(size):
    height, width = size
    box = Box(width * 0.3, height * 0.4, width * 0.3, height * 0.4)
    drawn = draw_faces(gray(height, width), [PredictedFace(box, (0.1, 0.8, 0.1))], CLASSES, THREE)
    assert max(drawn.shape) >= LEAST_SIDE
    assert drawn.shape[0] % height == drawn.shape[1] % width == 0
    rows = pixels_of(drawn, COLORS["incorrect"]).any(axis=1)
    letters = pixels_of(drawn, (0, 0, 0))
    assert rows.any()
    # Letters of at least a hundredth of the picture, which is 9 px when it fills a screen.
    assert np.ptp(np.flatnonzero(letters.any(axis=1))) >= 0.006 * max(drawn.shape)


def test_large_pictures_keep_their_size_and_the_original_is_untouched():
    image = gray(700, 900)
    drawn = draw_faces(image, [PredictedFace(Box(100, 100, 200, 200), (0.9, 0.1, 0.0))], CLASSES, THREE)
    assert drawn.shape == image.shape
    assert (image == GRAY).all()


def test_the_inside_of_a_face_stays_visible():
    drawn = draw_faces(
        gray(700, 900), [PredictedFace(Box(300, 300, 200, 200), (0.9, 0.1, 0.0))], CLASSES, THREE
    )
    assert (drawn[302:498, 302:498] == GRAY).all()


def test_a_face_that_fills_the_picture_shows_its_frame_and_its_tag():
    drawn = draw_faces(gray(600, 600), [PredictedFace(Box(0, 0, 600, 600), (0.0, 0.0, 1.0))], CLASSES, THREE)
    red = pixels_of(drawn, COLORS["none"])
    assert red[-4:].any(axis=0).mean() > 0.9
    assert pixels_of(drawn, (255, 255, 255)).any()


def test_tags_of_neighbors_do_not_cover_each_other():
    faces = [
        PredictedFace(Box(100, 200, 60, 60), (0.99, 0.0, 0.0)),
        PredictedFace(Box(130, 205, 60, 60), (0.0, 0.99, 0.0)),
    ]
    both = draw_faces(gray(600, 600), faces, CLASSES, THREE)
    for one in faces:
        color = THREE[one.best]
        alone = pixels_of(draw_faces(gray(600, 600), [one], CLASSES, THREE), color).sum()
        assert pixels_of(both, color).sum() > 0.85 * alone


def test_a_held_face_shows_only_its_corners():
    found, held = (
        draw_faces(
            gray(600, 600),
            [PredictedFace(Box(200, 200, 200, 200), (1.0, 0.0, 0.0), 1, held)],
            CLASSES,
            THREE,
        )
        for held in (False, True)
    )
    beside = (slice(280, 320), slice(190, 202))
    assert pixels_of(found[beside], COLORS["correct"]).any()
    assert not pixels_of(held[beside], COLORS["correct"]).any()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(Box, st.floats(-30, 130), st.floats(-30, 130), st.floats(0, 200), st.floats(0, 200)),
        max_size=4,
    ),
    st.sampled_from([(40, 90), (120, 8), (520, 510)]),
)
def test_any_boxes_can_be_drawn(boxes, size):
    faces = [PredictedFace(box, (0.2, 0.3, 0.5), 1234) for box in boxes]
    drawn = draw_faces(gray(*size), faces, ("correct", "a name as long as can be", "none"), THREE)
    assert drawn.dtype == np.uint8
