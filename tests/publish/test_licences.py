"""Licences and what the licence of the photographs allows."""

from __future__ import annotations

import pytest

from fmld_synth.errors import UserError
from fmld_synth.publish.licences import LICENCES, check_source_licence, find_licence


@pytest.mark.parametrize("name", LICENCES)
def test_every_licence_is_found_in_any_case(name):
    assert find_licence(name.upper()) == find_licence(name.lower()) == LICENCES[name]


def test_an_unknown_licence_names_the_nearest():
    with pytest.raises(
        UserError, match=r"`license`: unknown license 'CC-BY-NC'; did you mean CC-BY-NC-4.0\?.*apache-2.0"
    ):
        find_licence("CC-BY-NC")


@pytest.mark.parametrize("said", [None, "", "   "])
def test_nothing_goes_without_a_source_licence(said):
    with pytest.raises(UserError, match=r"`source_license` is missing.*nothing is published"):
        check_source_licence(said, find_licence("CC-BY-4.0"))


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0"),
        ("cc by-nc-sa 4.0", "CC-BY-NC-SA-4.0"),
        ("CC BY-SA 2.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-4.0", "other"),
        ("public domain", "CC0-1.0"),
        ("written consent of everybody shown", "CC-BY-4.0"),
    ],
)
def test_what_may_be_published(said, licence):
    assert check_source_licence(f" {said} ", find_licence(licence)) == said


@pytest.mark.parametrize(
    ("said", "licence", "why"),
    [
        ("CC-BY-NC-4.0", "CC-BY-4.0", "non-commercial"),
        ("CC-BY-NC-SA-4.0", "CC0-1.0", "non-commercial"),
        ("CC BY-SA 4.0", "CC-BY-4.0", "share alike"),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", "share alike"),
        ("CC-BY-ND-4.0", "other", "no derivatives"),
    ],
)
def test_a_set_grants_no_more_than_its_photographs(said, licence, why):
    with pytest.raises(UserError, match=why):
        check_source_licence(said, find_licence(licence))
