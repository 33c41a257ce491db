"""What labels are called in other people's sets."""

from __future__ import annotations

import pytest

from fmld_synth.dataset.annotations import AnnotatedFace
from fmld_synth.dataset.label_schemes import label_scheme, label_schemes
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.wear import WEAR_STATES


def _face(label: str | None, wear_state: str | None = None) -> AnnotatedFace:
    return AnnotatedFace(Box(0, 0, 1, 1), label, wear_state)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", label_schemes())
@pytest.mark.parametrize("state", WEAR_STATES.values(), ids=lambda state: state.name)
def test_every_wear_state_has_a_class_in_every_scheme(name, state):
    scheme = label_scheme(name)
    face = _face(state.label, state.name)
    assert scheme.classes[scheme.number_of(face)] == scheme.class_of(face)


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("three", ["correct", "incorrect", "incorrect", "none"]),
        ("two", ["compliant", "non-compliant", "non-compliant", "non-compliant"]),
        ("masked", ["mask", "mask", "mask", "no_mask"]),
        ("wear", ["correct", "nose_exposed", "chin_exposed", "unmasked"]),
        ("fmld", ["masked_face", "incorrectly_masked_face", "incorrectly_masked_face", "unmasked_face"]),
        ("maskedface-net", ["Mask", "Mask_Mouth_Chin", "Mask_Nose_Mouth", "No_Mask"]),
    ],
)
def test_names(scheme, expected):
    faces = [
        _face("correct"),
        _face("incorrect", "nose_exposed"),
        _face("incorrect", "chin_exposed"),
        _face("none"),
    ]
    assert [label_scheme(scheme).class_of(face) for face in faces] == expected


@pytest.mark.parametrize("name", label_schemes())
def test_faces_without_a_label_have_no_class(name):
    assert label_scheme(name).class_of(_face(None)) is None
    assert label_scheme(name).number_of(_face(None)) is None


@pytest.mark.parametrize("name", ["wear", "maskedface-net"])
def test_fine_schemes_say_that_they_need_the_wear_state(name):
    with pytest.raises(UserError, match="`labels='three'`"):
        label_scheme(name).class_of(_face("incorrect"))


def test_unknown_schemes_are_refused_with_the_valid_names():
    with pytest.raises(
        UserError,
        match=r"`labels`: unknown label scheme .four.*wear, three, two, masked, fmld, maskedface-net",
    ):
        label_scheme("four")
