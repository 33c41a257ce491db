"""Pictures that look the same in two splits, although their photographs were not known to be alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fmld_synth.dataset.duplicates import group_near_duplicates
from fmld_synth.verification.verification import Fault


class LookAlikes:
    """Collects the perceptual hash of each picture and finds those that occur in several splits."""

    def __init__(self) -> None:
        self._hashes: list[int] = []
        self._splits: list[str] = []
        self._paths: list[str] = []

    def add(self, perceptual_hash: int, split: str, path: str) -> None:
        """Take one picture."""
        self._hashes.append(perceptual_hash)
        self._splits.append(split)
        self._paths.append(path)

    def faults(self) -> Iterator[Fault]:
        """One for each group of near duplicates that is in more than one split."""
        first: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for group, split, path in zip(
            group_near_duplicates(self._hashes), self._splits, self._paths, strict=True
        ):
            first[group].setdefault(split, path)
        for paths in first.values():
            if len(paths) > 1:
                where, *others = paths.values()
                yield Fault(where=where, kind="leak", detail=f"looks the same as {', '.join(others)}")
