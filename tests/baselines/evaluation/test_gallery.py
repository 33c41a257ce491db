import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.evaluation.gallery import (
    NO_FACE,
    NOTHING,
    SHOWN,
    classification_mistakes,
    detection_mistakes,
    draw_gallery,
    portrait_mistakes,
)
from fmld_synth.baselines.evaluation.judged import ClassifiedFaces, TrueFace
from fmld_synth.geometry import Box
from tests.baselines.evaluation.scenes import scene

CLASSES = ("correct", "incorrect")
LEFT, RIGHT = (10, 10, 30, 30), (60, 60, 80, 80)


@pytest.fixture
def red_and_blue(tmp_path):
    """A picture whose left half is red."""
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:, :50, 0], pixels[:, 50:, 2] = 255, 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def test_the_surest_mistake_comes_first(red_and_blue):
    faces = [
        TrueFace(label, "me", red_and_blue, str(i), Box(0, 0, 50, 50)) for i, label in enumerate((0, 0, 1, 0))
    ]
    judged = ClassifiedFaces(faces, np.array([[0.3, 0.7], [0.9, 0.1], [0.8, 0.2], [0.05, 0.95]]))
    mistakes = classification_mistakes(judged, CLASSES)
    assert [(one.name, one.true, one.said, one.probability) for one in mistakes] == [
        ("3", "correct", "incorrect", 0.95),
        ("2", "incorrect", "correct", 0.8),
        ("0", "correct", "incorrect", 0.7),
    ]


def test_detectors_mistake_classes_background_and_miss():
    picture = scene(
        [(LEFT, 0), (RIGHT, 1)], [(LEFT, 1, 0.7), ((40, 0, 50, 9), 0, 0.9), (RIGHT, 1, 0.3)], size=(200, 50)
    )
    mistakes = detection_mistakes([picture], CLASSES, 0.5)
    assert [(one.true, one.said) for one in mistakes] == [
        (NO_FACE, "correct"),
        ("correct", "incorrect"),
        ("incorrect", NOTHING),
    ]
    assert mistakes[1].box == pytest.approx(Box(20, 5, 40, 10))


def test_ignored_faces_are_no_mistakes():
    assert detection_mistakes([scene([], [(LEFT, 1, 0.9)], [LEFT])], CLASSES, 0.5) == []


def test_portraits_show_the_whole_picture_where_nothing_is_found():
    wrong = scene([((0, 0, 100, 100), 0)], [(LEFT, 1, 0.8)], name="wrong.png")
    missed = scene([((0, 0, 100, 100), 0)], [(LEFT, 0, 0.2)], name="missed.png", size=(30, 20))
    right = scene([((0, 0, 100, 100), 0)], [(LEFT, 0, 0.8), (RIGHT, 1, 0.7)], name="right.png")
    mistakes = portrait_mistakes([missed, right, wrong], CLASSES, 0.5)
    assert [(one.name, one.said) for one in mistakes] == [("wrong.png", "incorrect"), ("missed.png", NOTHING)]
    assert mistakes[1].box == Box(0, 0, 30, 20)


def test_the_sheet_shows_the_faces_of_so_many_mistakes(red_and_blue):
    faces = [TrueFace(0, "me", red_and_blue, f"{i:03}", Box(60, 60, 30, 30)) for i in range(SHOWN + 5)]
    judged = ClassifiedFaces(faces, np.tile((0.1, 0.9), (len(faces), 1)))
    mistakes = classification_mistakes(judged, CLASSES)
    sheet = draw_gallery(mistakes, (0.0, 0.0, 0.0))
    assert sheet.shape == draw_gallery(mistakes[:SHOWN], (0.0, 0.0, 0.0)).shape
    blue = (sheet == (0, 0, 255)).all(axis=2).mean()
    assert blue > 0.4 and not (sheet == (255, 0, 0)).all(axis=2).any()
