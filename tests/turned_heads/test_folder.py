"""Names of turned heads, and a folder that holds something already."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fmld_synth.dataset.splits import identity_of
from fmld_synth.errors import UserError
from fmld_synth.turned_heads.folder import check_names, name_of, open_folder

GUIDE = Path(__file__).parents[2] / "docs" / "turned_heads.md"


def test_a_picture_is_called_after_its_photograph():
    assert name_of("a/b/anna.maria.png", 2) == "a/b/anna.maria_turned_2.jpg"


@pytest.mark.parametrize(
    "source", ["anna.jpg", "club/anna.jpeg", "old.club/anna maria.3.png", "a_turned.webp"]
)
def test_the_rule_of_the_guide_takes_a_photograph_and_its_turned_heads_for_one_person(source):
    (rule,) = re.findall(r"--identity-from '([^']+)'", GUIDE.read_text(encoding="utf-8"))
    person = identity_of(f"faces/{source}", rule)
    assert person == Path(source).stem
    assert {identity_of(f"turned/{name_of(source, number)}", rule) for number in (1, 12)} == {person}
    assert identity_of("faces/somebody.jpg", rule) != person


def test_two_photographs_whose_pictures_would_be_called_alike_are_refused():
    check_names(["a/anna.jpg", "b/anna.jpg", "anna.jpg"])
    with pytest.raises(UserError, match=r"a/anna.jpg and a/anna.png would both become a/anna_turned_1.jpg"):
        check_names(["a/anna.jpg", "a/anna.png"])


def test_a_path_that_leads_out_of_the_folder_is_refused():
    with pytest.raises(UserError, match=r"\.\./anna.jpg leads out of the folder"):
        check_names(["../anna.jpg"])


@pytest.fixture
def earlier(tmp_path) -> Path:
    for name in (
        "anna_turned_1.jpg",
        "club/bob_turned_12.jpg",
        "turned.jsonl",
        "rejected.jsonl",
        ".x.jpg.1.part",
    ):
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text("earlier")
    return tmp_path / "out"


def test_an_earlier_output_is_deleted_only_where_it_may_be(earlier):
    with pytest.raises(UserError, match="is not empty: use `overwrite=True`"):
        open_folder(earlier, overwrite=False)
    assert (earlier / "anna_turned_1.jpg").exists()
    open_folder(earlier, overwrite=True)
    assert [path for path in earlier.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["anna.jpg", "club/turned.jsonl", "club/bob_turned_x.jpg"])
def test_nothing_else_is_ever_deleted(earlier, name):
    (earlier / name).write_text("mine")
    before = sorted(earlier.rglob("*"))
    with pytest.raises(UserError, match=f"also holds {name}, which is no turned head"):
        open_folder(earlier, overwrite=True)
    assert sorted(earlier.rglob("*")) == before


def test_what_a_killed_run_left_half_written_is_no_obstacle(tmp_path):
    (tmp_path / ".anna_turned_1.jpg.12.part").write_text("half")
    open_folder(tmp_path, overwrite=False)
    assert list(tmp_path.iterdir()) == []
