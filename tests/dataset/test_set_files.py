"""Records lead to files of their set and nowhere else, in every command that reads them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.set_files import LeadsOutsideError, file_of_set, read_file_of_set
from fmld_synth.errors import UserError
from fmld_synth.overlays.export import export_overlays
from fmld_synth.publish.contents import survey
from fmld_synth.rerendering.rerendering import with_templates
from fmld_synth.stats.report import make_report
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import run


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    run(write_photographs(folder / "faces", 2), folder / "set", per_face=2)
    return folder / "set"


@pytest.mark.parametrize(
    "below", ["../a.jpg", "images/../../a.jpg", "/etc/hostname", "images/a\0.jpg", "\\\\host\\a"]
)
def test_paths_that_lead_outside(tmp_path, below):
    with pytest.raises(LeadsOutsideError):
        file_of_set(tmp_path, below)


def test_links(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "set"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "a").write_text("a")
    (folder / "images" / "out").symlink_to(tmp_path / "secret")
    (folder / "images" / "in").symlink_to("a")
    (folder / "mattes").symlink_to(tmp_path)
    (tmp_path / "link to set").symlink_to(folder)
    for below in ("images/out", "mattes/secret"):
        with pytest.raises(LeadsOutsideError):
            read_file_of_set(folder, below)
    assert read_file_of_set(tmp_path / "link to set", "images/in") == b"a"


@pytest.fixture
def with_link(made, tmp_path) -> Path:
    """A set one of whose pictures is a link to an equal file elsewhere."""
    folder = Path(shutil.copytree(made, tmp_path / "set"))
    picture = next(path for path in sorted(folder.rglob("*.jpg")) if path.parent != folder)
    shutil.move(picture, tmp_path / "elsewhere.jpg")
    picture.symlink_to(tmp_path / "elsewhere.jpg")
    return folder


def test_every_command_refuses_or_reports_a_link(with_link, tmp_path):
    found = verify(with_link, workers=1, engine_factory=fake_engine).faults
    assert [fault.kind for fault in found] == ["outside"]
    assert [fault.kind for fault in make_report(with_link, tmp_path / "r.html", workers=1).faults] == [
        "outside"
    ]
    with pytest.raises(UserError, match="leads outside the set"):
        list(read_manifest(with_link))
    with pytest.raises(UserError, match="lies outside the set"):
        survey(with_link)


def test_overlays_of_a_matte_that_is_a_link(made, tmp_path):
    folder = Path(shutil.copytree(made, tmp_path / "set"))
    shutil.move(folder / "mattes", tmp_path / "mattes")
    (folder / "mattes").symlink_to(tmp_path / "mattes")
    with pytest.raises(UserError, match="leads outside the set"):
        export_overlays(folder, tmp_path / "out", workers=1, engine_factory=fake_engine)


def test_template_folders_of_a_set_are_followed_only_on_demand():
    asked: list[str] = []

    def load(name: str):
        asked.append(name)
        raise UserError("no such template")

    engine: Any = fake_engine()
    engine.load_template = load
    with pytest.raises(UserError, match="`templates_of_the_set=True`"):
        with_templates(engine, of_the_set=False).load_template("/stranger/set/evil")
    with pytest.raises(UserError, match="no such template"):
        with_templates(engine, of_the_set=True).load_template("/stranger/set/evil")
    assert asked == ["evil", "/stranger/set/evil"]
