"""Splits by person: no one, and no near duplicate, is in two splits."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath


def identity_of(path: str, rule: str) -> str:
    """Who is in a photograph, as far as its path tells.

    Args:
        path: below the input, with forward slashes.
        rule: ``file``, ``parent`` or a regular expression searched in the path; its first group, or else the
            whole match, is the person. Where it does not match, the file is a person of its own.
    """
    if rule == "parent":
        return PurePosixPath(path).parent.as_posix()
    if rule != "file":
        match = re.search(rule, path)
        if match:
            return match.group(1) if match.re.groups and match.group(1) is not None else match.group(0)
    return path


def group_sources(sources: Iterable[str], links: Iterable[Sequence[str]]) -> dict[str, str]:
    """Unite sources that must stay together (union-find).

    Args:
        sources: content hashes of all sources.
        links: sets of content hashes that share a person or are near duplicates.

    Returns:
        For every source the smallest content hash of its group.
    """
    parent = {source: source for source in sources}

    def root(source: str) -> str:
        while parent[source] != source:
            parent[source] = parent[parent[source]]
            source = parent[source]
        return source

    for link in links:
        for other in link[1:]:
            first, second = sorted((root(link[0]), root(other)))
            parent[second] = first
    return {source: root(source) for source in parent}


def assign_splits(groups: Mapping[str, str], shares: Mapping[str, float]) -> dict[str, str]:
    """A split for every source, close to the wanted shares of sources, independent of their order.

    Large groups are placed first, equal ones in the order of a hash; each goes where most is missing.

    Args:
        groups: the group of every source, as :func:`group_sources` gives it.
        shares: wanted share of each split, summing to 1.
    """
    sizes = Counter(groups.values())
    missing = {split: share * len(groups) for split, share in shares.items() if share > 0}
    order = list(missing)
    split_of_group = {}
    for group in sorted(sizes, key=lambda group: (-sizes[group], hashlib.sha256(group.encode()).digest())):
        split = max(order, key=lambda split: (missing[split], -order.index(split)))
        missing[split] -= sizes[group]
        split_of_group[group] = split
    return {source: split_of_group[group] for source, group in groups.items()}
