"""Licenses and what the license of the photographs allows."""

from __future__ import annotations

import pytest

from fmld_synth.errors import UserError
from fmld_synth.publish.licenses import LICENSES, check_source_license, find_license


@pytest.mark.parametrize("name", LICENSES)
def test_every_license_is_found_in_any_case(name):
    assert find_license(name.upper()) == find_license(name.lower()) == LICENSES[name]


def test_an_unknown_license_names_the_nearest():
    with pytest.raises(
        UserError, match=r"`license`: unknown license 'CC-BY-NC'; did you mean CC-BY-NC-4.0\?.*apache-2.0"
    ):
        find_license("CC-BY-NC")


@pytest.mark.parametrize("said", [None, "", "   "])
def test_nothing_goes_without_a_source_license(said):
    with pytest.raises(UserError, match=r"`source_license` is missing.*nothing is published"):
        check_source_license(said, find_license("CC-BY-4.0"))


@pytest.mark.parametrize(
    ("said", "license"),
    [
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0"),
        ("cc by-nc-sa 4.0", "CC-BY-NC-SA-4.0"),
        ("CC BY-SA 2.0", "CC-BY-SA-4.0"),
        ("CC-BY-NC-4.0", "other"),
        ("public domain", "CC0-1.0"),
        ("written consent of everybody shown", "CC-BY-4.0"),
    ],
)
def test_what_may_be_published(said, license):
    assert check_source_license(f" {said} ", find_license(license)) == said


@pytest.mark.parametrize(
    ("said", "license", "why"),
    [
        ("CC-BY-NC-4.0", "CC-BY-4.0", "non-commercial"),
        ("CC-BY-NC-SA-4.0", "CC0-1.0", "non-commercial"),
        ("CC BY-SA 4.0", "CC-BY-4.0", "share alike"),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", "share alike"),
        ("CC-BY-ND-4.0", "other", "no derivatives"),
    ],
)
def test_a_set_grants_no_more_than_its_photographs(said, license, why):
    with pytest.raises(UserError, match=why):
        check_source_license(said, find_license(license))
