"""Streams of one seed are fixed and do not depend on each other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.synthesis.random_streams import RandomStream, random_stream

seeds = st.integers(0, 2**64 - 1)


def test_numbers_of_streams_are_for_ever() -> None:
    """Pictures are made again from records that older versions wrote."""
    assert {stream.name: stream.value for stream in RandomStream} == {
        "TEMPLATE": 0,
        "PARAMETERS": 1,
        "COLORWAY": 2,
        "FOLDS_AND_NOISE": 3,
        "COMPANIONS": 4,
        "RENDERING": 5,
        "ON_THE_FLY": 6,
        "PULLED_DOWN": 7,
        "PRINT": 10,
        "PRINT_MOTIFS": 11,
        "FINISH": 12,
        "CREASES": 13,
        "THINGS": 20,
        "THING_SHAPE": 21,
        "THING_NOISE": 22,
        "FILM": 30,
        "TURNED_HEAD": 40,
    }


@given(seeds, st.sampled_from(RandomStream), st.integers(0, 1000))
def test_a_stream_is_seeded_by_plain_numbers(seed: int, stream: RandomStream, place: int) -> None:
    expected = np.random.default_rng([seed, int(stream), place]).random(3)
    assert (random_stream(seed, stream, place).random(3) == expected).all()


@given(seeds)
def test_streams_and_places_differ(seed: int) -> None:
    drawn = [random_stream(seed, stream).random() for stream in RandomStream]
    drawn += [random_stream(seed, RandomStream.COMPANIONS, place).random() for place in (1, 2, 3)]
    assert len(set(drawn)) == len(drawn)
