"""Archives: whole, equal each time, and never of altered files."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.errors import UserError
from fmld_synth.publish.packing import Member, pack


def write(folder: Path, contents: list[bytes]) -> list[Member]:
    members = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.jpg"
        path.write_bytes(content)
        members.append(Member(path, f"train/{number}.jpg", hashlib.sha256(content).hexdigest()))
    return members


@given(contents=st.lists(st.binary(max_size=60), min_size=1, max_size=12), limit=st.integers(1, 200))
@settings(max_examples=40, deadline=None)
def test_every_file_is_in_one_archive_within_the_limit(tmp_path_factory, contents, limit):
    folder = tmp_path_factory.mktemp("pack")
    members = write(folder, contents)

    packed = pack("images", members, folder, limit)

    found: dict[str, bytes] = {}
    for archive in packed:
        assert hashlib.sha256((folder / archive.name).read_bytes()).hexdigest() == archive.sha256
        with zipfile.ZipFile(folder / archive.name) as opened:
            inside = {name: opened.read(name) for name in opened.namelist()}
        assert sum(map(len, inside.values())) <= limit or len(inside) == 1
        assert len(inside) == archive.members
        assert not found.keys() & inside.keys()
        found |= inside
    assert found == {f"train/{number}.jpg": content for number, content in enumerate(contents)}


def test_equal_files_give_equal_bytes_and_keep_their_time(tmp_path):
    members = write(tmp_path, [b"one", b"two"])
    first = pack("images", members, tmp_path)
    times = (tmp_path / "images.zip").stat().st_mtime_ns

    assert pack("images", members, tmp_path) == first
    assert (tmp_path / "images.zip").stat().st_mtime_ns == times


def test_archives_of_another_division_do_not_stay(tmp_path):
    members = write(tmp_path, [b"one", b"two"])
    pack("images", members, tmp_path, limit=3)
    assert {path.name for path in tmp_path.glob("*.zip")} == {"images-001.zip", "images-002.zip"}

    pack("images", members, tmp_path)

    assert {path.name for path in tmp_path.glob("*.zip")} == {"images.zip"}


def test_an_altered_file_is_not_packed(tmp_path):
    members = write(tmp_path, [b"one", b"two"])
    members[1].path.write_bytes(b"someone else")

    with pytest.raises(UserError, match=r"1\.jpg was altered since the set was made.*fmld-synth verify"):
        pack("images", members, tmp_path)
    assert not list(tmp_path.glob("*.zip*"))
    assert not list(tmp_path.glob(".*"))


def test_a_missing_file(tmp_path):
    members = write(tmp_path, [b"one"])
    members[0].path.unlink()

    with pytest.raises(UserError, match=r"cannot read .*0\.jpg: No such file"):
        pack("images", members, tmp_path)
