from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.templates.choosing import FAMILY_SHARES, draw_template
from fmld_synth.templates.library import library_folder, list_templates, load_description
from fmld_synth.templates.template import FAMILIES

ALL = list_templates([library_folder()])


def test_every_family_has_a_share_and_shares_sum_to_one() -> None:
    assert set(FAMILY_SHARES) == set(FAMILIES)
    assert sum(FAMILY_SHARES.values()) == pytest.approx(1)


def test_equal_seeds_draw_equally() -> None:
    draws = [[draw_template(np.random.default_rng(seed), ALL) for seed in range(40)] for _ in range(2)]
    assert draws[0] == draws[1]
    assert len(set(draws[0])) > 15


def test_families_come_by_their_shares() -> None:
    generator, count = np.random.default_rng(5), 4000
    drawn = Counter(load_description(draw_template(generator, ALL)[0]).family for _ in range(count))
    for family, share in FAMILY_SHARES.items():
        assert drawn[family] / count == pytest.approx(share, abs=0.03)


def test_only_allowed_templates_and_colors_are_drawn() -> None:
    generator = np.random.default_rng(1)
    names = ["surgical_pleated", "surgical_tie", "kn95"]
    drawn = {draw_template(generator, names, "black,green") for _ in range(200)}
    assert drawn == {("surgical_pleated", "black"), ("surgical_tie", "green"), ("kn95", "black")}


def test_a_color_in_which_nothing_comes() -> None:
    with pytest.raises(UserError, match="unknown color"):
        draw_template(np.random.default_rng(0), ["kn95"], "plaid")


def test_with_ear_loops_the_others_keep_their_odds() -> None:
    generator, count = np.random.default_rng(3), 3000
    drawn = Counter(draw_template(generator, ALL, ear_loops=True)[0] for _ in range(count))
    assert all(load_description(name).has_ear_loops for name in drawn)
    families = Counter(load_description(name).family for name in drawn.elements())
    left = 1 - FAMILY_SHARES["cup"] - FAMILY_SHARES["bandana"]
    for family in ("surgical", "cloth", "fashion", "fold_flat", "sports"):
        assert families[family] / count == pytest.approx(FAMILY_SHARES[family] / left, abs=0.03)
