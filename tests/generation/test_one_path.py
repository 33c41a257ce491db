"""A plain photograph, and the same one with its face's box in an annotation, pass the same functions."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import CodeType, FrameType, ModuleType

import cv2
import numpy as np
import pytest

from fmld_synth.generation import framed_photograph, picture_records, production, survey, work
from fmld_synth.photographs import framing
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.synthesis import layering
from tests.dataset.readers.layouts import voc_object, write_voc
from tests.fake_engine import SIDE, find_faces, write_photograph
from tests.making_sets import run

MODULES = (survey, framing, production, work, framed_photograph, picture_records, layering)
"""Where a photograph stops on its way to pictures."""
OF_ANNOTATED_BOXES = {"check_shows", "check_neighbors", "changed_pixels"}
"""Boxes that a set draws are labels: masks are kept true to them. Nothing else may be asked for them alone."""
OF_MESHES = {"FramedPhotograph.face", "face_in_frame"}
"""Of a bare face that was found, its mesh is recorded; of a real picture nothing but what its set says."""
CONVERSIONS = {"in_pixels", "inks_of", "key_points_of"}
"""How values are written into a record: no stops of their own."""
CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


def functions_of(module: ModuleType) -> dict[CodeType, str]:
    """The public functions and methods that a module writes down itself; a class stands for its constructor."""
    named = {name: thing for name, thing in vars(module).items() if not name.startswith("_")}
    for name, thing in list(named.items()):
        if inspect.isclass(thing):
            named |= {f"{name}.{method}": function for method, function in vars(thing).items()}
    return {
        function.__code__: name.removesuffix(".__init__")
        for name, function in named.items()
        if inspect.isfunction(function) and function.__code__.co_filename == module.__file__
        if name not in CONVERSIONS
        if "._" not in name.removesuffix(".__init__")
    }


FUNCTIONS = {code: name for module in MODULES for code, name in functions_of(module).items()}
FUNCTIONS[read_photograph.__code__] = read_photograph.__name__


def stops_of(source: Path, output: Path, **options: object) -> list[list[str]]:
    """The functions called while a set is made, in order: survey, picture with a mask, picture as it is."""
    stops: list[list[str]] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        name = FUNCTIONS.get(frame.f_code) if event == "call" else None
        if name in ("survey_photograph", "produce"):
            stops.append([])
        if name is not None and stops:
            stops[-1].append(name)

    sys.setprofile(note)
    try:
        run(source, output, per_face=1, min_face=20, wear="nose_exposed", **options)
    finally:
        sys.setprofile(None)
    return stops


def without(stops: list[str], left_out: set[str]) -> list[str]:
    return [name for name in stops if name not in left_out]


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[str]], list[list[str]]]:
    """Stops of the plain photograph, and of the annotated one."""
    root = tmp_path_factory.mktemp("one path")
    for folder in ("plain", "annotated"):
        photograph = write_photograph(root / folder / "face.png", 1)
    (face,) = find_faces(np.asarray(cv2.imread(str(photograph)), np.uint8))
    left, top, width, height = face.box
    annotation = voc_object("unmasked_face", (left, top, left + width, top + height))
    write_voc(
        root / "annotated" / "face.xml", annotation, size=(SIDE, SIDE), fields="<filename>face.png</filename>"
    )
    plain = stops_of(root / "plain", root / "of plain", include_unmasked=True)
    return plain, stops_of(root / "annotated", root / "of annotated", input_format="pascal-voc")


def test_both_are_surveyed_in_the_same_functions(ways) -> None:
    (plain, *_), (annotated, *_) = ways
    assert plain == annotated
    assert plain[0] == "survey_photograph" and "examine" in plain


def test_a_picture_with_a_mask_is_made_in_the_same_functions(ways) -> None:
    (_, plain, _), (_, annotated, _) = ways
    assert plain == without(annotated, OF_ANNOTATED_BOXES)
    assert {"produce", "FramedPhotograph.wear", "worn_face", "picture_record"} <= set(plain)


def test_a_picture_without_a_mask_is_made_in_the_same_functions(ways) -> None:
    (_, _, plain), (_, _, annotated) = ways
    assert without(plain, OF_MESHES) == without(annotated, OF_MESHES)
    assert {"produce", "bare_face", "picture_record"} <= set(plain)


def test_the_stops_are_those_that_contributors_read_of(ways) -> None:
    section = (
        CONTRIBUTING.read_text()
        .partition("## One photograph's way through the code")[2]
        .partition("\n## ")[0]
    )
    told = re.findall(r"^\d+\. `([\w.]+)`", section, re.MULTILINE)
    (survey_stops, made, _), _ = ways
    assert told == list(dict.fromkeys([*survey_stops, *made]))
