"""How far heads are turned: within the range, to the side to which they point, not too far, each otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.errors import Rejected
from fmld_synth.faces.face import HeadPose
from fmld_synth.turned_heads.drawing import INTO_THE_CAMERA, NODDING, draw_turn
from fmld_synth.turned_heads.turning import MOST_NOD, MOST_TURN

YAW, PITCH = (25.0, 60.0), (-15.0, 25.0)


@given(yaw=st.floats(-59, 59), pitch=st.floats(-40, 40), seed=st.integers(0, 2**48))
def test_it_turns_further_to_the_same_side_and_no_further_than_it_may(yaw, pitch, seed):
    turn = draw_turn(HeadPose(yaw, pitch, 0), seed, YAW, PITCH)
    after = yaw + turn.yaw
    assert abs(turn.yaw) <= MOST_TURN and abs(turn.pitch) <= MOST_NOD
    assert abs(after) <= YAW[1] + 1e-6
    assert abs(after) >= YAW[0] - 1e-6 or abs(turn.yaw) >= 0.8 * MOST_TURN
    if abs(yaw) > INTO_THE_CAMERA:
        assert turn.yaw * yaw >= 0
    if abs(turn.pitch) not in (0, MOST_NOD):
        assert PITCH[0] - 1e-6 <= pitch + turn.pitch <= PITCH[1] + 1e-6


def test_who_looks_into_the_camera_turns_to_either_side_and_most_heads_nod():
    turns = [draw_turn(HeadPose(1, 0, 0), seed, YAW, PITCH) for seed in range(300)]
    assert 0.4 < sum(turn.yaw > 0 for turn in turns) / 300 < 0.6
    assert NODDING - 0.1 < sum(turn.pitch != 0 for turn in turns) / 300 < NODDING + 0.1
    assert len({turn.yaw for turn in turns}) == 300
    assert turns == [draw_turn(HeadPose(1, 0, 0), seed, YAW, PITCH) for seed in range(300)]


def test_a_head_that_is_turned_as_far_already_is_rejected():
    with pytest.raises(Rejected) as caught:
        draw_turn(HeadPose(-61.26, 0, 0), 0, YAW, PITCH)
    assert caught.value.reason == "turned_already"
    assert caught.value.measured == {"yaw": -61.3, "most": 60}
