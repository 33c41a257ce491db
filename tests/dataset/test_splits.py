"""Splits: never two of one person, close to the shares, independent of order."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.dataset.splits import assign_splits, group_sources, identity_of

SHARES = {"train": 0.8, "val": 0.1, "test": 0.1}


@pytest.mark.parametrize(
    ("rule", "person"),
    [
        ("file", "set/anna/12_a.jpg"),
        ("parent", "set/anna"),
        (r"/(\w+)/", "anna"),
        (r"\d+", "12"),
        (r"no such", "set/anna/12_a.jpg"),
    ],
)
def test_identity(rule, person):
    assert identity_of("set/anna/12_a.jpg", rule) == person


def test_links_unite_groups_transitively():
    groups = group_sources("abcdef", [["b", "a"], ["c", "b"], ["e", "f"]])
    assert groups == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e", "f": "e"}


@given(
    links=st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=4), max_size=30),
    order=st.permutations(range(61)),
)
def test_no_link_crosses_splits_and_order_does_not_matter(links, order):
    named = [[f"{number:02x}" for number in link] for link in links]
    sources = [f"{number:02x}" for number in range(61)]
    splits = assign_splits(group_sources(sources, named), SHARES)
    for link in named:
        assert len({splits[source] for source in link}) == 1
    shuffled = group_sources([sources[place] for place in order], reversed(named))
    assert assign_splits(shuffled, SHARES) == splits


def test_shares_are_met():
    sources = [f"{number:03x}" for number in range(500)]
    pairs = [sources[place : place + 2] for place in range(0, 500, 2)]
    counts = Counter(assign_splits(group_sources(sources, pairs), SHARES).values())
    assert counts == {"train": 400, "val": 50, "test": 50}
