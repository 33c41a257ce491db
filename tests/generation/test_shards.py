"""Runs that several machines share give the bytes of a single run, however often and wherever a shard is done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.errors import Rejected, UserError
from fmld_synth.generation.blocks import Shard, cut, parse_shard
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.generation.shards import merge, work_on_shard
from tests.annotated_sets import write_fmld
from tests.fake_engine import FakeEngine, fake_engine, make, write_photographs
from tests.making_sets import contents, run

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from pathlib import Path
from tests.fake_engine import slow_engine
from tests.generation.test_shards import do
if __name__ == "__main__":
    do(sys.argv[3], sys.argv[4], Path(sys.argv[1]), Path(sys.argv[2]), engine=slow_engine)
"""


def configured(source: Path, output: Path, options: dict[str, Any]):
    return make_configuration({"input": source, "output": output, "workers": 1, "per_face": 3, **options})


def do(stage, shard, source: Path, output: Path, *, engine=fake_engine, **options):
    """A shard's part of a stage."""
    return work_on_shard(
        configured(source, output, options), stage, parse_shard(shard), engine_factory=engine
    )


def end(source: Path, output: Path, *, engine=fake_engine, **options):
    """The last stage."""
    return merge(configured(source, output, options), engine_factory=engine)


def share(source: Path, output: Path, n: int, *, renders: int = 1, **options) -> dict[str, str]:
    """A whole run by ``n`` shards, one after the other; hashes of what it made."""
    for stage in ("survey", *["render"] * renders):
        for k in range(1, n + 1):
            do(stage, f"{k}/{n}", source, output, **options)
    end(source, output, **options)
    return contents(output)


@pytest.fixture(scope="module")
def alone(photographs, tmp_path_factory):
    """What a single run makes."""
    output = tmp_path_factory.mktemp("alone") / "out"
    run(photographs, output, include_unmasked=True)
    return contents(output)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_the_union_is_a_single_run(photographs, alone, tmp_path, n):
    assert share(photographs, tmp_path / "out", n, include_unmasked=True) == alone


def test_merging_before_any_shard_has_made_pictures_is_refused(photographs, alone, tmp_path):
    output, options = tmp_path / "out", {"include_unmasked": True}
    do("survey", "1/1", photographs, output, **options)
    with pytest.raises(UserError, match="no shard has made pictures yet; run `stage=render` for every shard"):
        end(photographs, output, **options)
    assert not (output / "images").exists()
    do("render", "1/1", photographs, output, **options)
    end(photographs, output, **options)
    assert contents(output) == alone


def test_a_set_without_a_usable_face_is_merged(tmp_path):
    write_photographs(tmp_path / "in", 1)
    options = {"min_face": 10_000}
    run(tmp_path / "in", tmp_path / "alone", **options)
    assert share(tmp_path / "in", tmp_path / "out", 2, **options) == contents(tmp_path / "alone")


class Unlucky(FakeEngine):
    """Most pictures do not keep their label, so that many places are given out anew."""

    @staticmethod
    def make(*arguments, **options):
        if np.random.default_rng([arguments[3], 1]).random() < 0.7:
            raise Rejected("wear", "contract", {})
        return make(*arguments, **options)


@pytest.mark.parametrize(("n", "renders"), [(2, 1), (3, 3)])
def test_places_that_are_given_out_anew_are_filled_as_in_a_single_run(photographs, tmp_path, n, renders):
    options: dict[str, Any] = {"engine": Unlucky, "count": 40, "per_face": None}
    run(photographs, tmp_path / "alone", **options)
    output = tmp_path / "out"
    assert share(photographs, output, n, renders=renders, **options) == contents(tmp_path / "alone")


def test_shards_take_part_in_later_rounds_when_they_render_again(photographs, tmp_path):
    output = tmp_path / "out"
    for stage in ("survey", "render", "render"):
        ends = [do(stage, f"{k}/2", photographs, output, engine=Unlucky) for k in (1, 2)]
    assert len(list((output / ".progress" / "blocks" / "round-01").iterdir())) > 2
    assert ends[1].done > 4


@pytest.mark.parametrize("balance", [True, False])
def test_an_annotated_set_is_shared_out(tmp_path, balance):
    source = write_fmld(tmp_path / "FMLD")
    options = {"input_format": "fmld", "min_face": 20, "balance": balance, "per_face": None, "crop": "face"}
    run(source, tmp_path / "alone", **options)
    assert share(source, tmp_path / "out", 3, **options) == contents(tmp_path / "alone")


def test_shards_with_folders_of_their_own_are_united_by_copying(photographs, alone, tmp_path):
    options = {"include_unmasked": True}
    machines = [tmp_path / "a" / "out", tmp_path / "b" / "out"]
    for stage in ("survey", "render"):
        for k, output in enumerate(machines, start=1):
            do(stage, f"{k}/2", photographs, output, **options)
        for here, there in (machines, machines[::-1]):
            shutil.copytree(here, there, dirs_exist_ok=True)
    end(photographs, machines[1], **options)
    assert contents(machines[1]) == alone


def test_shards_may_be_of_another_number_on_a_second_try(photographs, alone, tmp_path):
    options = {"include_unmasked": True}
    do("survey", "1/2", photographs, tmp_path / "out", **options)
    assert share(photographs, tmp_path / "out", 3, **options) == alone


def start(script: Path, *arguments: object) -> subprocess.Popen[bytes]:
    script.write_text(SCRIPT)
    return subprocess.Popen(
        [sys.executable, script, *map(str, arguments)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def test_a_shard_that_is_killed_is_repeated(photographs, tmp_path):
    run(photographs, tmp_path / "alone")
    output = tmp_path / "out"
    for k in (1, 2):
        do("survey", f"{k}/2", photographs, output)
    process = start(tmp_path / "script.py", photographs, output, "render", "1/2")
    deadline = time.monotonic() + 60
    while len(list((output / "images").rglob("*.jpg"))) < 5:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(UserError, match=r"blocks of `stage=render` are not there.*every shard"):
        end(photographs, output)
    assert share(photographs, output, 2) == contents(tmp_path / "alone")


def test_two_processes_do_the_same_shard_at_once(photographs, tmp_path):
    run(photographs, tmp_path / "alone")
    output = tmp_path / "out"
    do("survey", "2/2", photographs, output)
    for stage in ("survey", "render"):
        processes = [
            start(tmp_path / f"{n}.py", photographs, output, stage, shard)
            for n, shard in enumerate(("1/2", "1/2"))
        ]
        assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert share(photographs, output, 2) == contents(tmp_path / "alone")


def test_a_merge_that_is_interrupted_is_repeated(photographs, alone, tmp_path, monkeypatch):
    output, options = tmp_path / "out", {"include_unmasked": True}
    for stage in ("survey", "render"):
        do(stage, "1/1", photographs, output, **options)
    from fmld_synth.generation.journal import Journal

    added = []
    original = Journal.add_unit

    def add_unit(self, result):
        added.append(result)
        if len(added) == 5:
            raise KeyboardInterrupt
        original(self, result)

    monkeypatch.setattr(Journal, "add_unit", add_unit)
    with pytest.raises(KeyboardInterrupt):
        end(photographs, output, **options)
    end(photographs, output, **options)
    assert contents(output) == alone


def test_a_straggler_leaves_a_finished_set_alone(photographs, tmp_path):
    output = tmp_path / "out"
    before = share(photographs, output, 2)
    assert do("render", "1/2", photographs, output).finished
    assert end(photographs, output).images == 24
    assert contents(output) == before


def test_rendering_needs_the_whole_survey(photographs, tmp_path):
    do("survey", "1/2", photographs, tmp_path / "out")
    with pytest.raises(
        UserError, match=r"4 blocks of `stage=survey` are not there, the first is 2; run that"
    ):
        do("render", "1/2", photographs, tmp_path / "out")


def test_merging_needs_every_picture(photographs, tmp_path):
    output = tmp_path / "out"
    for stage in ("survey", "render"):
        do(stage, "1/1", photographs, output)
    next((output / "mattes").rglob("*.png")).unlink()
    with pytest.raises(UserError, match=r"is missing: copy images and mattes of all shards"):
        end(photographs, output)


@pytest.mark.parametrize("damage", ["cut off", "gone"])
@pytest.mark.parametrize("file", ["survey/000001.f32", "survey/000001.jsonl"])
def test_a_block_of_the_survey_that_was_copied_in_part(photographs, tmp_path, file, damage):
    for k in (1, 2):
        do("survey", f"{k}/2", photographs, tmp_path / "out")
    _damage(tmp_path / "out" / ".progress" / "blocks" / file, damage)
    told = r"cut off; |cannot read .*No such file|1 blocks of `stage=survey`"
    with pytest.raises(UserError, match=told):
        do("render", "1/1", photographs, tmp_path / "out")
    with pytest.raises(UserError, match=told):
        end(photographs, tmp_path / "out")


@pytest.mark.parametrize("damage", ["cut off", "a line short", "gone"])
def test_a_block_of_pictures_that_was_copied_in_part(photographs, tmp_path, damage):
    for stage in ("survey", "render"):
        do(stage, "1/1", photographs, tmp_path / "out")
    block = tmp_path / "out" / ".progress" / "blocks" / "round-00" / "000001.jsonl"
    _damage(block, damage)
    with pytest.raises(UserError, match=r"000001\.jsonl is cut off|1 blocks of `stage=render`"):
        end(photographs, tmp_path / "out")


def test_a_block_without_its_last_lines_is_cut_off(photographs, tmp_path):
    do("survey", "1/1", photographs, tmp_path / "out")
    block = tmp_path / "out" / ".progress" / "blocks" / "survey" / "000000.jsonl"
    head = block.read_bytes().splitlines(keepends=True)[0]
    block.write_bytes(head)
    with pytest.raises(UserError, match=r"000000\.jsonl is cut off; copy it again, or delete it"):
        do("render", "1/1", photographs, tmp_path / "out")
    block.unlink()
    do("survey", "1/1", photographs, tmp_path / "out")  # the remedy that is named
    do("render", "1/1", photographs, tmp_path / "out")


def _damage(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    path.unlink()
    if damage == "cut off":
        path.write_bytes(whole[: len(whole) - 7])
    if damage == "a line short":
        path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))


def test_all_shards_must_see_the_same_photographs(tmp_path):
    source = write_photographs(tmp_path / "in", 4)
    do("survey", "1/2", source, tmp_path / "out")
    next(source.rglob("*.png")).unlink()
    with pytest.raises(UserError, match="another shard found other photographs"):
        do("survey", "2/2", source, tmp_path / "out")


@pytest.mark.parametrize(
    ("options", "message"), [({"seed": 1}, "another `seed`"), ({"overwrite": True}, "delete nothing")]
)
def test_options_that_do_not_fit_are_refused(photographs, tmp_path, options, message):
    do("survey", "1/2", photographs, tmp_path / "out")
    with pytest.raises(UserError, match=message):
        do("survey", "2/2", photographs, tmp_path / "out", **options)


def test_a_folder_with_something_else_is_refused(photographs, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.txt, which is not part of a set"):
        do("survey", "1/1", photographs, tmp_path / "out")


@given(st.integers(1, 60), st.integers(1, 200))
def test_every_block_is_of_exactly_one_shard(shards, blocks):
    owners = [[k for k in range(1, shards + 1) if Shard(k, shards).has(block)] for block in range(blocks)]
    assert all(len(owner) == 1 for owner in owners)


@pytest.mark.parametrize("number", [0, 1, 16_384, 16_385, 100_000])
def test_blocks_hold_everything_once(number):
    blocks = cut(range(number))
    assert [item for block in blocks for item in block] == list(range(number))
    assert len(blocks) == min(number, len(blocks)) <= 16_384


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/5"])
def test_a_wrong_shard_is_told(text):
    with pytest.raises(UserError, match=r"`shard` .*: give (which one and of how many|one from 1/3 to 3/3)"):
        parse_shard(text)
