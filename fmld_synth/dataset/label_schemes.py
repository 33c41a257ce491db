"""Label schemes: the class names under which a face's label goes into an exported set.

To add a scheme, add one entry to ``_COARSE`` and its name to ``fmld_synth.choices.Labels``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fmld_synth.choices import Labels, checked
from fmld_synth.dataset.annotations import AnnotatedFace
from fmld_synth.errors import UserError
from fmld_synth.wear import LABELS, WEAR_STATES


@dataclass(frozen=True)
class LabelScheme:
    """Class names, in the order of their numbers, and how they follow from labels.

    Attributes:
        name: on the command line.
        classes: class names; their places are the class numbers.
        by_label: class of each label (``correct``, ``incorrect``, ``none``) that is not told apart further; a
            label that is missing here needs the wear state.
        by_wear_state: class of each wear state; it goes before ``by_label``.
        unlabeled: name for faces whose source does not say how a mask is worn or calls them invalid, in
            formats that can mark a face as not to be counted; None leaves them out everywhere.
    """

    name: str
    classes: tuple[str, ...]
    by_label: Mapping[str, str]
    by_wear_state: Mapping[str, str]
    unlabeled: str | None = None

    def class_of(self, face: AnnotatedFace) -> str | None:
        """Class of a face; None when its source does not say how a mask is worn.

        Raises:
            UserError: the scheme tells wear states apart and the face's is unknown.
        """
        if face.label is None:
            return None
        if face.wear_state is not None and face.wear_state in self.by_wear_state:
            return self.by_wear_state[face.wear_state]
        if face.label not in self.by_label:
            raise UserError(
                f"`labels` {self.name} needs the wear state of a face that is only known to be {face.label}; "
                "use `labels='three'`"
            )
        return self.by_label[face.label]

    def number_of(self, face: AnnotatedFace) -> int | None:
        """Class number of a face, counted from 0; None when it has no class."""
        name = self.class_of(face)
        return None if name is None else self.classes.index(name)


_COARSE: Mapping[str, LabelScheme] = {
    scheme.name: scheme
    for scheme in (
        LabelScheme(
            "three",
            LABELS,
            by_label={label: label for label in LABELS},
            by_wear_state={},
        ),
        # Two classes as FMLD's own scripts sort faces: what a doorman lets in, and what not.
        LabelScheme(
            "two",
            ("compliant", "non-compliant"),
            by_label={"correct": "compliant", "incorrect": "non-compliant", "none": "non-compliant"},
            by_wear_state={},
        ),
        # Is there a mask at all? Two classes as AIZOO's detector has them.
        LabelScheme(
            "masked",
            ("mask", "no_mask"),
            by_label={"correct": "mask", "incorrect": "mask", "none": "no_mask"},
            by_wear_state={},
        ),
        LabelScheme(
            "fmld",
            ("masked_face", "incorrectly_masked_face", "unmasked_face"),
            by_label={
                "correct": "masked_face",
                "incorrect": "incorrectly_masked_face",
                "none": "unmasked_face",
            },
            by_wear_state={},
            unlabeled="invalid_face",
        ),
        # MaskedFace-Net names what the mask covers. It knows no bare faces; they get a name in its manner.
        LabelScheme(
            "maskedface-net",
            ("Mask", "Mask_Mouth_Chin", "Mask_Chin", "Mask_Nose_Mouth", "No_Mask"),
            by_label={"correct": "Mask", "none": "No_Mask"},
            by_wear_state={
                "nose_exposed": "Mask_Mouth_Chin",
                "nose_tip_exposed": "Mask_Mouth_Chin",
                "mouth_exposed": "Mask_Chin",
                "chin": "Mask_Chin",
                "chin_exposed": "Mask_Nose_Mouth",
                # It calls that class "uncovered nose and mouth", too.
                "hanging_from_ear": "Mask_Chin",
                "forehead": "Mask_Chin",
            },
        ),
        # Where is a face, whatever it wears? For finders of faces.
        LabelScheme(
            "face",
            ("face",),
            by_label={"correct": "face", "incorrect": "face", "none": "face"},
            by_wear_state={},
        ),
    )
}
"""Schemes that put wear states together."""


@cache
def label_schemes() -> Mapping[str, LabelScheme]:
    """All schemes by name; the classes of ``wear`` are the wear states, with those of plug-ins."""
    wear = LabelScheme(
        "wear",
        tuple(WEAR_STATES),
        by_label={"correct": "correct", "none": "unmasked"},
        by_wear_state={name: name for name in WEAR_STATES},
    )
    return {"wear": wear, **_COARSE}


def label_scheme(name: str) -> LabelScheme:
    """The scheme called ``name``.

    Raises:
        UserError: there is none.
    """
    return label_schemes()[checked(name, Labels, "labels")]
