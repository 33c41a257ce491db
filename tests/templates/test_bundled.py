"""What holds for every bundled template."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from fmld_synth.templates.checking import check_template
from fmld_synth.templates.colors import parse_hex
from fmld_synth.templates.library import library_folder, list_templates, load_template
from fmld_synth.templates.outline import distance_to_outline, outline_points
from fmld_synth.templates.template import Anchors

BUNDLED = list_templates([library_folder()])


def test_there_are_many_in_all_families() -> None:
    families = Counter(load_template(name).description.family for name in BUNDLED)
    assert len(BUNDLED) >= 10
    assert len(families) >= 6


@pytest.mark.parametrize("name", BUNDLED)
def test_is_sound(name: str) -> None:
    assert check_template(library_folder() / name) == []
    assert (library_folder() / name / "preview.png").stat().st_size < 120_000


@pytest.mark.parametrize("name", BUNDLED)
def test_is_large_and_surrounded_by_transparency(name: str) -> None:
    template = load_template(name)
    rows, columns = template.texture.shape[:2]
    margin = round(0.02 * max(rows, columns))
    assert columns >= 1024
    border = np.ones((rows, columns), dtype=bool)
    border[margin:-margin, margin:-margin] = False
    assert not template.texture[border, 3].any()


@pytest.mark.parametrize("name", BUNDLED)
def test_anchors_lie_on_the_outline_symmetrically(name: str) -> None:
    template = load_template(name)
    contour, anchors = outline_points(template.texture[..., 3]), template.description.anchors
    for field in Anchors.model_fields:
        assert distance_to_outline(getattr(anchors, field), contour) < 0.004
    assert anchors.top_left[0] == pytest.approx(1 - anchors.top_right[0], abs=1e-3)


@pytest.mark.parametrize("name", BUNDLED)
def test_comes_in_several_distinct_colorways(name: str) -> None:
    colorways = load_template(name).description.colorways
    assert len({colorway.name for colorway in colorways}) == len(colorways) >= 5
    assert len({colorway.primary + colorway.secondary for colorway in colorways}) == len(colorways)
    # Printed cloth is neither pure white nor pure black.
    assert all(25 <= max(parse_hex(colorway.primary)) <= 250 for colorway in colorways)


@pytest.mark.parametrize("name", ["surgical_pleated", "kn95", "n95_cup"])
def test_relief_shows_something_and_rests_on_the_plane_outside(name: str) -> None:
    template = load_template(name)
    assert np.ptp(template.relief) > 100
    assert template.relief[0, 0] == 128
