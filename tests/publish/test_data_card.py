"""The data card says what a publisher owes to readers and to the people shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fmld_synth.publish.contents import survey
from fmld_synth.publish.data_card import data_card
from fmld_synth.publish.licenses import find_license


@pytest.fixture
def card(finished, publication) -> str:
    return data_card(survey(finished), publication, {"images/": "pictures"})


def test_counts_add_up(card, finished):
    rows = [line.strip("| ").split(" | ") for line in card.splitlines() if line.startswith("| ")]
    contents = survey(finished)

    by_state = {row[0].strip("`"): row for row in rows}
    for state, counts in contents.states.items():
        assert int(by_state[state][-1]) == sum(counts.values())
    assert int(by_state["all"][-1]) == contents.pictures


def test_the_source_faces_are_stated(card, publication):
    section = card.partition("## Source faces")[2].partition("## ")[0]

    assert publication.source_license in section
    assert publication.source in section


@pytest.mark.parametrize(
    "heading",
    [
        "Contents",
        "Labels",
        "Files",
        "Source faces",
        "Ethics and intended use",
        "Biases and limits",
        "License",
    ],
)
def test_every_section_says_something(card, heading):
    assert len(card.partition(f"## {heading}\n")[2].partition("## ")[0].strip()) > 40


def test_contracts_are_those_of_the_labels(card):
    assert (
        "| `nose_exposed`: below the nose, over the mouth | incorrect | 1 | at most 5 % | at least 98 % |"
        in card
    )


def test_pictures_can_be_left_out(finished, publication):
    assert "![" in data_card(survey(finished), publication, {})
    assert "![" not in data_card(survey(finished), publication, {}, with_pictures=False)


def test_another_license_points_to_the_publisher(finished, publication):
    card = data_card(survey(finished), replace(publication, license=find_license("other")), {})

    assert "see the publisher's statement" in card
