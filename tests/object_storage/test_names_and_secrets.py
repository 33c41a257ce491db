"""Names that no file here can have, and what is never shown; in a store that lies in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.cli.storage import local_output
from fmld_synth.errors import UserError
from fmld_synth.object_storage import store as store_module
from fmld_synth.object_storage.staging import LONGEST_NAME, fetched, staging_folder
from fmld_synth.object_storage.store import Store
from tests.test_locking import held_by_another_process

URL = "memory://bucket/faces"
KEY = 'wJalr/K7"MDENG+bPx'


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty store, and a cache of its own."""
    fsspec = pytest.importorskip("fsspec")
    monkeypatch.setenv("FMLD_SYNTH_CACHE", str(tmp_path / "cache"))
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["../x.png"], r"/\.\./x\.png: such a name leads out of the folder; rename the object"),
        (["a/../../x.png"], "leads out of the folder"),
        (["n" * (LONGEST_NAME + 1)], "no file here can have such a long name; rename the object"),
        (["a/" + "é" * LONGEST_NAME + "/x.png"], "such a long name"),
        (["a", "a/x.png"], rf"^{URL}/a is an object and a folder of others; rename the object$"),
        (["a/b", "a/b/c/x.png"], r"/a/b is an object and a folder of others"),
    ],
)
def test_names_that_no_file_here_can_have(memory: Any, names: list[str], told: str) -> None:
    for name in names:
        memory.store[f"/bucket/faces/{name}"] = _file(memory)
    with pytest.raises(UserError, match=told):
        fetched(URL)
    assert not staging_folder(URL).exists()


@pytest.mark.parametrize("name", ["..\\x.png", "C:x.png", "a\\..\\..\\x.png", "\\x.png"])
def test_names_that_lead_elsewhere_on_windows_alone(
    memory: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    memory.store[f"/bucket/faces/{name}"] = _file(memory)
    assert (fetched(URL) / name).is_file()
    monkeypatch.setattr(os, "sep", "\\")
    with pytest.raises(UserError, match="leads out of the folder"):
        fetched(URL)


def _file(memory: Any) -> Any:
    memory.pipe("/file", b"content")
    return memory.store.pop("/file")


def test_a_name_may_be_as_long_as_it_is_allowed(memory: Any) -> None:
    memory.pipe(f"/bucket/faces/{'n' * LONGEST_NAME}", b"content")
    assert (fetched(URL) / ("n" * LONGEST_NAME)).read_bytes() == b"content"


def test_a_file_takes_the_name_of_a_folder_that_is_gone_and_a_folder_that_of_a_file(memory: Any) -> None:
    memory.pipe("/bucket/faces/ann/deep/x.png", b"1")
    memory.pipe("/bucket/faces/ben", b"2")
    fetched(URL)
    memory.store.clear()
    memory.pipe("/bucket/faces/ann", b"3")
    memory.pipe("/bucket/faces/ben/x.png", b"4")
    local = fetched(URL)
    assert {path.relative_to(local).as_posix() for path in local.rglob("*")} == {"ann", "ben", "ben/x.png"}
    assert (local / "ann").read_bytes() == b"3"


def test_what_a_page_lists_beside_the_folder_is_not_in_it(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listings of web servers link to the folder above and to others."""
    memory.pipe("/bucket/faces/x.png", b"1")
    listed = {**memory.find("/bucket/faces", detail=True), "/bucket/elsewhere/y.png": {"size": 1}}
    monkeypatch.setattr(type(memory), "find", lambda *_, **__: listed)
    assert set(Store(URL).list()) == {"x.png"}


@pytest.mark.parametrize(
    "url", ["ftp://ann:se:cret@host/faces", "sftp://ann:se@cret@host", "http://:secret@host/a"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UserError, match=r"://\*\*\*@host.*name the password in this address") as told:
        Store(url)
    assert "cret" not in str(told.value)


@pytest.mark.parametrize("url", ["memory://bucket/a:b@c/d", "memory://ann@bucket/a"])
def test_other_addresses_with_such_signs_are_taken(memory: Any, url: str) -> None:
    assert Store(url).list() == {}


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_a_key_that_a_server_sends_back_is_not_shown(
    memory: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, KEY)
    monkeypatch.setattr(store_module, "ATTEMPTS", 1)

    def find(*_: object, **__: object) -> None:
        raise OSError(f"signature of\n{KEY} does not match")

    monkeypatch.setattr(type(memory), "find", find)
    with pytest.raises(UserError, match=r"signature of \*\*\* does not match, tried") as told:
        Store(URL).list()
    assert KEY not in str(told.value)


def test_a_key_from_a_file_that_a_server_sends_back_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3fs = pytest.importorskip("s3fs")
    (tmp_path / "credentials").write_text(
        f"[default]\naws_access_key_id = key\naws_secret_access_key = {KEY}\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setattr(store_module, "ATTEMPTS", 1)
    s3fs.S3FileSystem.clear_instance_cache()

    def find(files: Any, *_: object, **__: object) -> None:
        files.connect()
        raise OSError(f"signature of {KEY} does not match")

    monkeypatch.setattr(s3fs.S3FileSystem, "find", find)
    with pytest.raises(UserError, match=r"signature of \*\*\* does not match"):
        Store("s3://bucket/faces").list()


def test_one_process_delivers_to_a_folder_at_a_time(memory: Any) -> None:
    folder = staging_folder(URL)
    with (
        held_by_another_process(folder.with_name(f"{folder.name}-delivery")),
        pytest.raises(UserError, match="another run is working there; wait for it"),
        local_output(Path(URL)),
    ):
        raise AssertionError("nothing is begun")
    with local_output(Path(URL)) as local:
        local.mkdir(parents=True)
        (local / "x").write_text("1")
        with pytest.raises(UserError, match="another run is working there"), local_output(Path(URL)):
            raise AssertionError("nothing is begun")
    assert memory.cat("/bucket/faces/x") == b"1"
