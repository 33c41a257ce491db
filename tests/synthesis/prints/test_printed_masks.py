"""Printed masks on a face: the template's own seams stay, and records render again to the bit."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fmld_synth.choices import Rendering
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.prints.prints import draw_print, rendered
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.sample import make, render
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state
from tests.posed_face import photograph, pose


@cache
def measured() -> MeasuredFace:
    posed = pose(20, 0, 0)
    return prepare(
        photograph(posed, ambient=0.8, direction=(-0.2, -0.2, 0)),
        posed.face,
        None,
        OccluderSources(None, None),
    )


@pytest.mark.parametrize("rendering", ["full", "flat"])
@pytest.mark.parametrize(
    "template", ["cloth_pleated", "neck_gaiter", "bandana_paisley", "polyurethane_loops"]
)
def test_a_record_renders_again_to_the_bit(template: str, rendering: Rendering) -> None:
    loaded = load_template(template)
    sample = make(measured(), wear_state("nose_exposed"), loaded, 3, rendering=rendering, prints=1.0)
    assert sample.parameters is not None and sample.parameters.print is not None
    rendered.cache_clear()
    again = render(measured(), loaded, Parameters.model_validate_json(sample.parameters.model_dump_json()))
    np.testing.assert_array_equal(again.image, sample.image)


def test_a_print_changes_colors_alone() -> None:
    loaded = load_template("cloth_plain")
    plain, printed = (
        make(measured(), wear_state("correct"), loaded, 5, prints=share) for share in (0.0, 1.0)
    )
    np.testing.assert_array_equal(plain.matte, printed.matte)
    assert plain.coverage == printed.coverage
    assert (plain.image[plain.matte == 255] != printed.image[plain.matte == 255]).any()


def with_print(template: str, palette: tuple[str, ...], binding: str) -> np.ndarray:
    loaded = load_template(template)
    parameters = make(measured(), wear_state("correct"), loaded, 5).parameters
    assert parameters is not None
    pattern = draw_print(random_stream(0, RandomStream.PRINT), "plain").model_copy(
        update={"palette": palette, "binding": binding}
    )
    return render(measured(), loaded, parameters.model_copy(update={"print": pattern})).image.astype(int)


def test_edges_of_the_template_take_the_binding_color() -> None:
    cloth = ("#ffffff",) * 6
    white, bound = with_print("surgical_tie", cloth, "#ffffff"), with_print("surgical_tie", cloth, "#203080")
    changed = np.abs(white - bound).max(axis=2) > 40
    assert 0.01 < changed.sum() / (np.abs(white - measured().image).max(axis=2) > 0).sum() < 0.3


def test_a_template_with_a_pattern_of_its_own_shows_the_print_alone() -> None:
    cloth = ("#ffffff",) * 6
    np.testing.assert_array_equal(
        with_print("cloth_camouflage", cloth, "#ffffff"), with_print("cloth_camouflage", cloth, "#203080")
    )
