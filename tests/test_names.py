"""One line for every name that is not known."""

import pytest

from fmld_synth.errors import UserError
from fmld_synth.names import known, unknown

NAMES = ("CC0-1.0", "apache-2.0", "other")


def test_a_known_name_is_given_back():
    assert known("other", iter(NAMES), "license") == "other"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("apache", "unknown license 'apache'; did you mean apache-2.0? Valid: CC0-1.0, apache-2.0, other"),
        ("cc0", "unknown license 'cc0'; did you mean CC0-1.0? Valid: CC0-1.0, apache-2.0, other"),
        ("xyz", "unknown license 'xyz'. Valid: CC0-1.0, apache-2.0, other"),
        ("", "unknown license ''. Valid: CC0-1.0, apache-2.0, other"),
    ],
)
def test_an_unknown_name_gets_the_nearest_in_any_case_and_all(name, line):
    with pytest.raises(UserError) as told:
        known(name, NAMES, "license")
    assert str(told.value) == line


def test_the_line_says_where_the_name_was_typed():
    assert str(unknown("zip", ["coco"], "format", where="`to`")) == "`to`: unknown format 'zip'. Valid: coco"
