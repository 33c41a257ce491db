"""Files that anybody may have made are read without waiting, and never without end."""

import os
from pathlib import Path

import pytest

from fmld_synth.regular_files import open_regular_file, read_regular_file


def test_the_content_of_a_file(tmp_path: Path) -> None:
    content = os.urandom(200_000)
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for name in ("a", "link"):
        assert read_regular_file(tmp_path / name) == content
        with open_regular_file(tmp_path / name) as file:
            assert file.read() == content
    (tmp_path / "empty").touch()
    assert read_regular_file(tmp_path / "empty") == b""


@pytest.mark.parametrize("most", [0, 99, 100, 101])
def test_a_bound_is_kept(tmp_path: Path, most: int) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    if most >= 100:
        assert len(read_regular_file(tmp_path / "a", most)) == 100
    else:
        with pytest.raises(OSError, match="more than"):
            read_regular_file(tmp_path / "a", most)


def test_files_whose_size_nobody_knows() -> None:
    """The kernel tells it as 0."""
    if not Path("/proc/version").exists():
        pytest.skip("not Linux")
    assert read_regular_file(Path("/proc/version")).startswith(b"Linux")
    with pytest.raises(OSError, match="more than 5 bytes"):
        read_regular_file(Path("/proc/version"), 5)


def test_what_is_not_a_regular_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", Path(os.devnull)):
        with pytest.raises(OSError, match="not a regular file"):
            open_regular_file(path)
    with pytest.raises(IsADirectoryError):
        read_regular_file(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_regular_file(tmp_path / "missing")
