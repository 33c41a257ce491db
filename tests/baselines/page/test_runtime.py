"""The runtime: from a folder, from the cache, fetched only when asked for, and never another one."""

from __future__ import annotations

import http.client
import io
import sys
import tarfile
import urllib.error
import urllib.request

import pytest

from fmld_synth.baselines.page import runtime
from fmld_synth.errors import UserError
from fmld_synth.files import sha256_of

CONTENTS = {name: f"content of {name}".encode() for name in runtime.FILES}


@pytest.fixture(autouse=True)
def small_runtime(monkeypatch, tmp_path):
    """Files of a few bytes count as the runtime, the cache is empty, and nothing can be fetched."""
    monkeypatch.setattr(runtime, "FILES", {name: sha256_of(content) for name, content in CONTENTS.items()})
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def refuse(*_, **__):
        pytest.fail("nothing was asked for")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)


def archive_of(contents: dict[str, bytes]) -> bytes:
    """As npm packs it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def archive(monkeypatch):
    """The one that is expected."""
    packed = archive_of(CONTENTS)
    monkeypatch.setattr(runtime, "ARCHIVE_SHA256", sha256_of(packed))
    return packed


def answer(monkeypatch, archive: bytes) -> list[str]:
    """Let the registry answer so; gives the addresses that are asked for."""
    asked: list[str] = []

    def give(address, timeout):
        asked.append(address)
        return io.BytesIO(archive)

    monkeypatch.setattr(urllib.request, "urlopen", give)
    return asked


def test_without_it_one_line_says_what_to_do(tmp_path):
    with pytest.raises(UserError) as told:
        runtime.runtime_files()
    assert (
        "fetch_runtime=True" in str(told.value) and "33 MB" in str(told.value) and "\n" not in str(told.value)
    )
    assert not (tmp_path / "cache").exists()


def test_it_is_fetched_once(monkeypatch, archive):
    asked = answer(monkeypatch, archive)
    assert runtime.runtime_files(fetch=True) == CONTENTS
    assert runtime.runtime_files() == CONTENTS
    assert runtime.runtime_files(fetch=True) == CONTENTS
    assert asked == [runtime.ADDRESS]


def test_a_damaged_cache_is_not_used(monkeypatch, archive):
    asked = answer(monkeypatch, archive)
    runtime.runtime_files(fetch=True)
    (runtime.cache_folder() / next(iter(CONTENTS))).write_bytes(b"other")
    with pytest.raises(UserError, match="fetch_runtime"):
        runtime.runtime_files()
    assert runtime.runtime_files(fetch=True) == CONTENTS and len(asked) == 2


def test_another_archive_is_refused(monkeypatch):
    answer(monkeypatch, archive_of(dict.fromkeys(CONTENTS, b"other")))
    with pytest.raises(UserError, match="another file"):
        runtime.runtime_files(fetch=True)
    assert not runtime.cache_folder().exists()


@pytest.mark.parametrize(
    "failure",
    [urllib.error.URLError("no route"), TimeoutError("timed out"), http.client.IncompleteRead(b"x")],
    ids=str,
)
def test_without_network_one_line_says_so(monkeypatch, failure):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(urllib.request, "urlopen", fail)
    with pytest.raises(UserError, match="cannot be fetched") as told:
        runtime.runtime_files(fetch=True)
    assert "`runtime`" in str(told.value)


@pytest.mark.parametrize("inside", runtime.INSIDE)
def test_a_folder_that_has_it(tmp_path, inside):
    place = tmp_path / "given" / inside
    place.mkdir(parents=True)
    for name, content in CONTENTS.items():
        (place / name).write_bytes(content)
    assert runtime.runtime_files(tmp_path / "given") == CONTENTS


def test_a_folder_without_it(tmp_path):
    with pytest.raises(UserError, match="has no ort"):
        runtime.runtime_files(tmp_path)


def test_a_folder_with_another_version(tmp_path):
    for name in CONTENTS:
        (tmp_path / name).write_bytes(b"of another version")
    with pytest.raises(UserError, match=f"not that of onnxruntime-web {runtime.VERSION}"):
        runtime.runtime_files(tmp_path)


def test_its_license_is_kept():
    assert "Copyright (c) Microsoft Corporation" in runtime.LICENSE
    assert all(name in runtime.LICENSE for name in runtime.FILES)
