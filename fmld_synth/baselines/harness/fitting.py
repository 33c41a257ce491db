"""Whether tensors from a file fit a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor

SHOWN = 3


def describe_misfit(own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    """Which tensors do not fit, in part of a line; empty when all do.

    Args:
        own: the network's, by name.
        given: the file's, by the network's names.
    """
    shared = own.keys() & given.keys()
    faults = (
        ("missing", sorted(own.keys() - given.keys())),
        ("unknown", sorted(given.keys() - own.keys())),
        ("of another shape", sorted(name for name in shared if own[name].shape != given[name].shape)),
    )
    return "; ".join(f"{what}: {_first(names)}" for what, names in faults if names)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
