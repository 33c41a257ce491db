from pathlib import Path

import numpy as np
import pytest

from fmld_synth.baselines.evaluation.label_mapping import choose_mapping, map_labels
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

WEAR, THREE, TWO, MASKED = (label_schemes()[name] for name in ("wear", "three", "two", "masked"))
BOX = Box(0, 0, 9, 9)


def images(*labels):
    return [
        AnnotatedImage(Path(f"{i}.png"), f"{i}.png", 9, 9, (AnnotatedFace(BOX, *label),))
        for i, label in enumerate(labels)
    ]


def test_wear_states_add_up_to_incorrect():
    mapping = map_labels(WEAR, WEAR.classes, THREE)
    assert mapping.classes == ("correct", "incorrect", "none")
    row = np.random.default_rng(0).dirichlet(np.ones(len(WEAR.classes)))
    by_name = dict(zip(WEAR.classes, row, strict=True))
    correct, none = by_name["correct"], by_name["unmasked"]
    assert mapping.collapse(row[None]) == pytest.approx(np.array([[correct, 1 - correct - none, none]]))


def test_the_models_own_labels_stay_in_its_order():
    mapping = map_labels(THREE, ("none", "correct", "incorrect"), THREE)
    row = np.array([[0.7, 0.2, 0.1]])
    assert mapping.classes == THREE.classes
    assert mapping.collapse(row).tolist() == [[0.2, 0.1, 0.7]]


def test_a_model_without_a_class_is_judged_without_it():
    assert map_labels(THREE, ("correct", "none"), THREE).classes == ("correct", "none")


@pytest.mark.parametrize(
    ("model", "wanted"), [(THREE, WEAR), (MASKED, THREE), (TWO, MASKED)], ids=lambda one: one.name
)
def test_what_the_model_does_not_tell_apart_is_an_error(model, wanted):
    with pytest.raises(UserError, match=f"`labels` {wanted.name} tells apart .*use `labels='{model.name}'`"):
        map_labels(model, model.classes, wanted)


def test_the_models_labels_are_chosen_where_the_set_tells_them():
    chosen = choose_mapping(WEAR, WEAR.classes, images(("incorrect", "chin"), ("none", "unmasked")))
    assert chosen.scheme == WEAR


def test_a_set_that_only_knows_incorrect_is_judged_by_three_labels():
    chosen = choose_mapping(WEAR, WEAR.classes, images(("incorrect", "chin"), ("incorrect", None)))
    assert chosen.scheme is THREE


def test_a_model_of_two_classes_takes_incorrect_masks_for_masks():
    chosen = choose_mapping(MASKED, MASKED.classes, images(("incorrect", None), ("none", None)))
    assert chosen.scheme is MASKED and chosen.classes == ("mask", "no_mask")
