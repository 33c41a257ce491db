"""Which files are taken for photographs, in which order, and what is said of the others."""

import os
from pathlib import Path

import pytest

from fmld_synth.errors import UserError
from fmld_synth.photographs.finding import counted_endings, find_photographs


def names(source: Path) -> list[str]:
    return [str(path.relative_to(source)) for path in find_photographs(source).photographs]


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    for name in (
        "b/2.PNG",
        "b/1.jpeg",
        "a.tiff",
        "z.gif",
        ".hidden.jpg",
        ".cache/x.jpg",
        "notes.txt",
        "b/c/ü 3.webp",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert names(tmp_path) == ["a.tiff", "b/1.jpeg", "b/2.PNG", "b/c/ü 3.webp", "z.gif"]


def test_links_in_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "1.jpg").touch()
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "nowhere.jpg")
    assert names(tmp_path) == ["a/b/1.jpg", "broken.jpg", "self.jpg"]


def test_linked_folders_are_entered_once(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "1.jpg").touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one").symlink_to(tmp_path / "elsewhere")
    (folder / "two").symlink_to(tmp_path / "elsewhere")
    assert names(folder) == ["one/1.jpg"]


def test_pipes_are_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert names(tmp_path) == []
    assert find_photographs(tmp_path).passed_over == {".jpg": 1}


def test_unreadable_folders_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "1.jpg").touch()
    really_scan = os.scandir

    def scan(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return really_scan(folder)

    monkeypatch.setattr(os, "scandir", scan)
    found = find_photographs(tmp_path)
    assert found.photographs == [tmp_path / "1.jpg"]
    assert found.unreadable == [(tmp_path / "closed", "Permission denied")]
    with pytest.raises(UserError, match=r"closed: Permission denied"):
        find_photographs(tmp_path / "closed")


def test_a_list_names_paths_relative_to_itself(tmp_path: Path) -> None:
    faces = tmp_path / "faces.lst"
    faces.write_text("# my faces\n\n one.jpg \nsub/ü two.png\n/abs/three.jpg\none.jpg\n", encoding="utf-8")
    expected = [tmp_path / "one.jpg", tmp_path / "sub/ü two.png", Path("/abs/three.jpg")]
    assert find_photographs(faces).photographs == expected


def test_a_list_must_be_text(tmp_path: Path) -> None:
    (tmp_path / "faces.txt").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(UserError, match="UTF-8"):
        find_photographs(tmp_path / "faces.txt")


def test_a_named_file_is_always_tried(tmp_path: Path) -> None:
    (tmp_path / "face.data").touch()
    assert find_photographs(tmp_path / "face.data").photographs == [tmp_path / "face.data"]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder"):
        find_photographs(tmp_path / "missing")
    assert find_photographs(tmp_path).photographs == []


def test_what_is_passed_over_is_counted_by_ending(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in (
        "1.jpg", "2.HEIC", "3.avif", "4.jfif", "5.JPE", "6.mpo",
        "a.MP4", "more/b.mp4", "c.jp2", "d.NEF", "notes.txt", "no ending", ".hidden", ".hidden.mp4",
    ):  # fmt: skip
        (tmp_path / name).touch()
    found = find_photographs(tmp_path)
    assert names(tmp_path) == ["1.jpg", "2.HEIC", "3.avif", "4.jfif", "5.JPE", "6.mpo"]
    assert found.passed_over == {".jp2": 1, ".mp4": 2, ".nef": 1, ".txt": 1, "no ending": 1}
    assert counted_endings(found.passed_over) == "1 .jp2, 2 .mp4, 1 .nef, 1 .txt, 1 no ending"


def test_a_list_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.txt")
    with pytest.raises(UserError, match="not a regular file"):
        find_photographs(tmp_path / "list.txt")
