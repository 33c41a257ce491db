"""Everything that is in front of one face, as one matte."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.glasses import glasses_matte
from fmld_synth.synthesis.photometry.occluders.hair import hair_is_possible, hair_matte
from fmld_synth.synthesis.photometry.occluders.hands import HandSource, hands_matte
from fmld_synth.synthesis.photometry.occluders.patch import cut_patch
from fmld_synth.synthesis.photometry.occluders.person import PersonSource, person_matte
from fmld_synth.synthesis.photometry.occluders.skin import measure_skin
from fmld_synth.synthesis.photometry.occluders.upsample import onto_photograph


class Foreground(NamedTuple):
    """What lies in front of a face, and its skin.

    occluders: float32 (height, width): 1 fully in front of any mask, exactly 0 nearly everywhere.
    before_hair: the same without hair: what is in front of a mask that hangs before it.
    skin: float32 (height, width), how much each pixel looks like this face's skin, as from ``skin_likeness``.
    """

    occluders: FloatArray
    before_hair: FloatArray
    skin: FloatArray


def measure_foreground(
    image: ByteArray, face: Face, *, hands: HandSource | None, person: PersonSource | None
) -> Foreground:
    """Find what lies in front of any mask this face could wear (hair, rims of glasses, hands), and its skin.

    It is measured once for a face and shared by its samples:
    ``shown = occluders * photograph + (1 - occluders) * masked``.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: a face of this photograph.
        hands: finds hands; None leaves hands out.
        person: separates people from the background; None leaves hair out, which would be confused with it.
    """
    patch = cut_patch(image, face)
    skin = measure_skin(patch)
    matte = glasses_matte(patch, skin)
    hair, people = None, None
    if person is not None and hair_is_possible(patch, skin):
        people = person_matte(person, image, face, patch)
        if people is not None:
            hair = hair_matte(patch, skin, people)
    if hands is not None:
        matte = np.maximum(matte, hands_matte(patch, skin, hands, people))
    before_hair = onto_photograph(matte, patch, image)
    occluders = before_hair if hair is None else onto_photograph(np.maximum(matte, hair), patch, image)
    return Foreground(occluders, before_hair, onto_photograph(skin.likeness, patch, image, guided=False))


def occluder_matte(
    image: ByteArray, face: Face, *, hands: HandSource | None, person: PersonSource | None
) -> FloatArray:
    """The ``occluders`` of ``measure_foreground`` alone: float32 (height, width), 0 to 1."""
    return measure_foreground(image, face, hands=hands, person=person).occluders
