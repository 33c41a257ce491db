"""The second finder is asked where the first is not sure, and believed where it is."""

import numpy as np
import pytest

from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.baselines.face_finding.second_opinion import SecondOpinion
from fmld_synth.geometry import Box

SURE, DOUBTFUL = [FoundFace(Box(0, 0, 5, 5), 0.9)], [FoundFace(Box(1, 1, 5, 5), 0.3)]
OTHERS, OTHERS_DOUBTFUL = [FoundFace(Box(2, 2, 5, 5), 0.6)], [FoundFace(Box(3, 3, 5, 5), 0.2)]


class Says:
    def __init__(self, faces):
        self.faces, self.asked = faces, 0

    def find(self, image):
        self.asked += 1
        return self.faces


@pytest.mark.parametrize(
    ("first", "second", "given"),
    [
        (SURE, OTHERS, SURE),
        (DOUBTFUL, OTHERS, OTHERS),
        ([], OTHERS, OTHERS),
        (DOUBTFUL, OTHERS_DOUBTFUL, DOUBTFUL),
        ([], OTHERS_DOUBTFUL, OTHERS_DOUBTFUL),
        ([], [], []),
    ],
)
def test_who_is_believed(first, second, given):
    asked = Says(second)
    assert SecondOpinion(Says(first), asked).find(np.zeros((9, 9, 3), np.uint8)) == given
    assert asked.asked == (first is not SURE)
