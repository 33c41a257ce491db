import pytest

from fmld_synth.baselines.evaluation.asked import parse_prior, parse_sizes
from fmld_synth.errors import UserError


def test_what_is_asked():
    assert parse_prior(None) == {}
    assert parse_prior("incorrect=0.02, correct=0.5") == {"incorrect": 0.02, "correct": 0.5}
    assert parse_sizes("24, 48,24") == (24, 48)
    assert parse_sizes("none") == parse_sizes("") == ()


@pytest.mark.parametrize(
    "text", ["0.02", "incorrect=", "=0.1", "incorrect=two", "incorrect=nan", "a=0.1,a=0.2"]
)
def test_priors_that_say_nothing(text):
    with pytest.raises(UserError, match="`prior`"):
        parse_prior(text)


@pytest.mark.parametrize("text", ["0", "-4", "24px", "2.5"])
def test_sizes_that_are_none(text):
    with pytest.raises(UserError, match="`sizes`"):
        parse_sizes(text)
