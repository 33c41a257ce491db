"""Which photographs an input names, and what of it cannot be used."""

from pathlib import Path

import pytest

from fmld_synth.errors import UserError
from fmld_synth.generation import inputs
from fmld_synth.generation.inputs import check_apart, find_inputs
from fmld_synth.photographs.finding import FoundPhotographs
from tests.fake_engine import write_photograph
from tests.making_sets import run


def test_a_folder_is_searched_and_sorted(tmp_path):
    for name in ("b/2.png", "a/1.png", "c.png"):
        write_photograph(tmp_path / name, 1)
    found = find_inputs(tmp_path)
    assert found.root == tmp_path
    assert found.paths == ("a/1.png", "b/2.png", "c.png")


def test_a_file_stands_for_itself(tmp_path):
    path = write_photograph(tmp_path / "a.png", 1)
    assert find_inputs(path).paths == ("a.png",)
    assert find_inputs(path).root == tmp_path


def test_a_list_may_reach_into_several_folders(tmp_path, monkeypatch):
    for name in ("x/deep/2.png", "y/1.png"):
        write_photograph(tmp_path / "photos" / name, 1)
    (tmp_path / "list.txt").write_text(f"photos/x/deep/2.png\n{tmp_path}/photos/y/1.png\n")
    monkeypatch.chdir(tmp_path)
    for where in (tmp_path / "list.txt", Path("list.txt")):
        found = find_inputs(where)
        assert found.root == tmp_path / "photos"
        assert found.paths == ("x/deep/2.png", "y/1.png")


def test_an_unreadable_folder_and_a_name_that_is_no_text_leave_records(tmp_path, monkeypatch):
    folder = tmp_path / "in"
    good = write_photograph(folder / "good.png", 1)
    # Neither can be made everywhere: the superuser may read all folders, some file systems know only text.
    found = FoundPhotographs([good, folder / "bad\udcff.png"], [(folder / "locked", "Permission denied")], {})
    monkeypatch.setattr(inputs, "find_photographs", lambda where: found)
    rejections = {one.source: one.reason for one in find_inputs(folder).rejections}
    assert rejections == {"locked": "unreadable_folder", "bad\\udcff.png": "unreadable_name"}
    summary = run(folder, tmp_path / "out")
    assert summary.images == 3
    assert {"unreadable_folder", "unreadable_name"} <= set(summary.rejected)


@pytest.mark.parametrize(
    ("where", "output"), [("in", "in"), ("in", "in/out"), ("in", "."), ("in/a.png", "in")]
)
def test_input_and_output_must_be_apart(tmp_path, monkeypatch, where, output):
    write_photograph(tmp_path / "in" / "a.png", 1)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="lies inside"):
        check_apart(Path(where), Path(output))


def test_folders_beside_each_other_are_apart(tmp_path):
    (tmp_path / "in").mkdir()
    check_apart(tmp_path / "in", tmp_path / "in2")
