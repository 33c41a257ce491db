"""Everything that is in front of one face, as one matte."""

from __future__ import annotations

import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photometry.occluders.glasses import glasses_matte
from fmld_synth.photometry.occluders.hair import hair_matte
from fmld_synth.photometry.occluders.hands import HandSource, hands_matte
from fmld_synth.photometry.occluders.patch import cut_patch
from fmld_synth.photometry.occluders.person import PersonSource, person_matte
from fmld_synth.photometry.occluders.skin import measure_skin
from fmld_synth.photometry.occluders.upsample import onto_photograph


def occluder_matte(
    image: ByteArray, face: Face, *, hands: HandSource | None, person: PersonSource | None
) -> FloatArray:
    """How far each pixel lies in front of any mask this face could wear: hair, rims of glasses, hands.

    It is measured once for a face and shared by its samples: ``shown = matte * photograph + (1 - matte) * masked``.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: a face of this photograph.
        hands: finds hands; None leaves hands out.
        person: tells people from background; None leaves hair out, which could not be told from background.

    Returns:
        float32 (height, width): 1 fully in front, exactly 0 nearly everywhere.
    """
    patch = cut_patch(image, face)
    skin = measure_skin(patch)
    matte = glasses_matte(patch, skin)
    if person is not None:
        people = person_matte(person, image, face, patch)
        if people is not None:
            matte = np.maximum(matte, hair_matte(patch, skin, people))
    if hands is not None:
        matte = np.maximum(matte, hands_matte(patch, skin, hands))
    return onto_photograph(matte, patch, image)
