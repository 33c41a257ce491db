"""Damaged files: a whole one with bytes changed, cut out or put in, as Hypothesis draws them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.errors import UserError
from tests.fuzz.conftest import FUZZ

BITS_OF_TEXT = [
    b"",
    b"\0",
    b"{",
    b"}",
    b"[" * 3000,
    b"9" * 5000,
    b"-1",
    b"1e308",
    b"NaN",
    b'"',
    b"\xff",
    b"\n",
    b"[/x]",
]


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """``whole`` with up to four places exchanged for something else."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 4, 40]))
        data[at : at + length] = draw(st.one_of(st.sampled_from(BITS_OF_TEXT), st.binary(max_size=8)))
    return bytes(data)


def check_text(path: Path, whole: bytes, read: Callable[[], object]) -> None:
    """Whatever ``path`` holds instead of ``whole``, ``read`` reads it, or says in one line why not."""

    @FUZZ
    @given(damaged(whole))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read()
        except UserError as error:
            assert str(error).isprintable()

    try:
        check()
    finally:
        path.write_bytes(whole)
