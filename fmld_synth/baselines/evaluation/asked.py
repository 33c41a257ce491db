"""What the command line asks of an evaluation, from text."""

from __future__ import annotations

from fmld_synth.errors import UserError

NONE = "none"


def parse_prior(text: str | None) -> dict[str, float]:
    """``incorrect=0.02,correct=0.5`` as shares by class.

    Raises:
        UserError: a part is no CLASS=SHARE, or a class occurs twice.
    """
    shares: dict[str, float] = {}
    for part in (part.strip() for part in (text or "").split(",")):
        if not part:
            continue
        name, _, share = (piece.strip() for piece in part.rpartition("="))
        try:
            value = float(share)
        except ValueError:
            value = float("nan")
        if not name or value != value:
            raise UserError(f"`prior`: expected CLASS=SHARE, such as incorrect=0.02, found {part!r}")
        if name in shares:
            raise UserError(f"`prior`: {name} occurs twice; give it one share")
        shares[name] = value
    return shares


def parse_sizes(text: str) -> tuple[int, ...]:
    """``24,32,48`` as numbers of pixels; ``none`` is none of them.

    Raises:
        UserError: a part is no whole number of at least one pixel.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if parts == [NONE]:
        return ()
    if wrong := next((part for part in parts if not part.isdecimal() or int(part) < 1), None):
        raise UserError(f"`sizes`: expected pixels such as 24,32,48, or {NONE}, found {wrong!r}")
    return tuple(dict.fromkeys(map(int, parts)))
