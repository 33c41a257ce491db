"""What someone meets who types ``import fmld_synth``: names, help, examples that run."""

from __future__ import annotations

import ast
import doctest
import inspect
import io
import pydoc
import re
import rlcompleter
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import skimage.data
from PIL import Image

import fmld_synth
from fmld_synth.errors import UserError
from fmld_synth.prepared_face import PreparedFace

PUBLIC = {
    "Configuration",
    "OtherPixelsWarning",
    "Record",
    "Rejected",
    "Sample",
    "UserError",
    "WEAR_STATES",
    "__version__",
    "generate_dataset",
    "prepare",
    "render",
    "synthesize",
    "turn_head",
}
DOCUMENTED = sorted(PUBLIC - {"__version__"})


def test_the_package_shows_its_public_names_and_nothing_else():
    assert set(dir(fmld_synth)) == set(fmld_synth.__all__) == PUBLIC


def test_completion_offers_the_public_names():
    completer = rlcompleter.Completer({"fmld_synth": fmld_synth})
    offered = {completer.complete("fmld_synth.", index) for index in range(len(PUBLIC) + 1)}
    assert {str(one).partition(".")[2].rstrip("()") for one in offered if one} == set(DOCUMENTED)


def test_help_tells_of_every_public_name_and_of_nothing_else():
    told = pydoc.plain(pydoc.render_doc(fmld_synth)).partition("\nCLASSES\n")[2]
    classes, _, rest = told.partition("\nFUNCTIONS\n")
    functions, _, data = rest.partition("\nDATA\n")
    described = {
        *re.findall(r"^    class (\w+)\(?", classes, re.MULTILINE),
        *re.findall(r"^    (\w+)\(", functions, re.MULTILINE),
        *re.findall(r"^    (\w+) = ", data, re.MULTILINE),
    }
    assert described - {"__all__"} == set(DOCUMENTED)


def test_type_checkers_see_the_same_names():
    stub = Path(fmld_synth.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports = [node for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom)]
    assert {alias.asname for node in imports for alias in node.names} == PUBLIC
    assert Path(fmld_synth.__file__).with_name("py.typed").is_file()


def test_importing_the_package_imports_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import fmld_synth; dir(fmld_synth)\n"
        "print(sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['fmld_synth', 'fmld_synth.version']"


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'make_dataset'"):
        getattr(fmld_synth, "make_dataset")  # noqa: B009 - reading it is the test


@pytest.fixture(scope="module")
def portrait(tmp_path_factory) -> Path:
    """The photograph of the examples: 512 x 512 px, one face, its lips at the 140th line."""
    path = tmp_path_factory.mktemp("portraits") / "astronaut.jpg"
    Image.fromarray(skimage.data.astronaut()).save(path, quality=95)
    return path


def _documented(name: str) -> object:
    return PreparedFace.wear if name == "PreparedFace.wear" else getattr(fmld_synth, name)


@pytest.mark.parametrize("name", [*DOCUMENTED, "PreparedFace.wear"])
def test_examples_of_the_docstrings_run(name, portrait, tmp_path):
    names = {"fmld_synth": fmld_synth, "portrait": str(portrait), "folder": tmp_path}
    text = inspect.getdoc(_documented(name)) or ""
    test = doctest.DocTestParser().get_doctest(text, names, name, None, None)
    assert test.examples, f"{name} has no example"
    told = io.StringIO()
    failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.write).failed
    assert failed == 0, told.getvalue()


def test_a_prepared_face_gives_what_synthesize_gives(portrait):
    options: dict[str, Any] = {"template": "surgical_pleated", "seed": 11, "rendering": "full"}
    for image in (portrait, skimage.data.astronaut()):
        (face,) = fmld_synth.prepare(image)
        for state in ("correct", "chin"):
            worn = face.wear(state, **options)
            made = fmld_synth.synthesize(image, state, **options)
            assert np.array_equal(worn.image, made.image) and np.array_equal(worn.matte, made.matte)
            assert worn.parameters == made.parameters
    drawn = face.wear(seed=5, colorway="black")
    assert drawn.parameters == fmld_synth.synthesize(image, seed=5, colorway="black").parameters
    assert drawn.parameters.colorway == "black"


def test_a_face_is_measured_once(portrait, monkeypatch):
    (face,) = fmld_synth.prepare(portrait)
    face.wear("chin", "kn95")
    monkeypatch.setattr(face, "_engine", None)
    assert face._measured is face._measured


def test_a_prepared_face_keeps_its_photograph():
    pixels = skimage.data.astronaut().copy()
    (face,) = fmld_synth.prepare(pixels)
    before = face.wear("chin", "kn95").image
    pixels[:] = 0
    assert np.array_equal(face.wear("chin", "kn95").image, before)
    assert not face.image.flags.writeable


def test_faces_come_largest_first_and_an_empty_photograph_has_none():
    portrait = skimage.data.astronaut()
    two = np.zeros((512, 1024, 3), np.uint8)
    two[:, 512:] = portrait
    two[:256, :256] = portrait[::2, ::2]
    faces = fmld_synth.prepare(two)
    assert [face.face.index for face in faces] == [0, 1]
    assert faces[0].face.box.width > 1.5 * faces[1].face.box.width
    assert fmld_synth.prepare(np.zeros((64, 64, 3), np.uint8)) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"state": "chim"}, "did you mean chin"),
        ({"state": "unmasked"}, "nothing is worn"),
        ({"template": "no_such"}, "no_such"),
        ({"template": "kn95", "colorway": "mauvve"}, "mauvve"),
        ({"seed": -1}, "`seed` -1: give 0 or more"),
        ({"rendering": "fully"}, "`rendering`: unknown rendering 'fully'; did you mean full"),
    ],
)
def test_wear_explains_mistakes(portrait, arguments, message):
    (face,) = fmld_synth.prepare(portrait)
    with pytest.raises(UserError, match=message):
        face.wear(**arguments)


def test_what_is_no_picture_is_explained():
    with pytest.raises(UserError, match="`image` is a list: give a path, or a uint8 array"):
        fmld_synth.prepare(cast(Any, [1, 2, 3]))
