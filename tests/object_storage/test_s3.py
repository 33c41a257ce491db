"""Photographs from S3 and sets in S3, over HTTP, with all that goes wrong on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.errors import UserError
from fmld_synth.generation import job
from fmld_synth.object_storage import store as store_module
from fmld_synth.object_storage.staging import delivered, fetched, staging_folder
from fmld_synth.object_storage.store import Store, as_url
from fmld_synth.verification import verification
from tests.cli.test_main import call
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import contents
from tests.object_storage.server import FaultyS3, cut_off, flipped, silent, unavailable


def engine_of_fast_tests(*_: object):
    return fake_engine()


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyS3]:
    for package in ("s3fs", "moto.server"):
        pytest.importorskip(package)
    server = FaultyS3()
    yield server
    server.close()


@pytest.fixture
def s3(server: FaultyS3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FaultyS3:
    """An empty bucket, quick attempts, and a cache of its own."""
    for name, value in {
        "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1", "FMLD_SYNTH_CACHE": str(tmp_path / "cache"),
        "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    monkeypatch.setattr(store_module, "FIRST_PAUSE", 0.01)
    server.faults, server.hits = [], lambda method, path: True
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    if files.exists("bucket"):
        files.rm("bucket", recursive=True)
    files.mkdir("bucket")
    server.requests.clear()
    return server


@pytest.fixture
def impatient(fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent server is given up sooner; others are waited for, even on a busy machine."""
    if fault is silent:
        monkeypatch.setattr(store_module, "READ_TIMEOUT", 3.0)


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three photographs of three people."""
    return write_photographs(tmp_path_factory.mktemp("input") / "faces", 3)


def upload(folder: Path, url: str) -> None:
    assert delivered(folder, url) == len(contents(folder))


def test_what_is_delivered_is_fetched_again(s3: FaultyS3, photographs: Path) -> None:
    upload(photographs, "s3://bucket/faces")
    assert contents(fetched("s3://bucket/faces")) == contents(photographs)


def test_what_is_there_is_not_moved_again(s3: FaultyS3, photographs: Path) -> None:
    upload(photographs, "s3://bucket/faces")
    assert delivered(photographs, "s3://bucket/faces") == 0
    local = fetched("s3://bucket/faces")
    first = next(local.rglob("*.png"))
    first.write_bytes(b"damaged")
    s3.requests.clear()
    assert contents(fetched("s3://bucket/faces")) == contents(photographs)
    assert len([path for method, path in s3.requests if method == "GET" and path.endswith(".png")]) == 1


def test_what_is_gone_there_goes_here(s3: FaultyS3, photographs: Path) -> None:
    upload(photographs, "s3://bucket/faces")
    fetched("s3://bucket/faces")
    name = sorted(contents(photographs))[0]
    Store("s3://bucket/faces").remove(name)
    assert set(contents(fetched("s3://bucket/faces"))) == set(contents(photographs)) - {name}


@pytest.mark.parametrize("fault", [unavailable, silent, cut_off, flipped])
def test_a_failure_for_a_moment_costs_nothing_but_time(
    s3: FaultyS3, photographs: Path, impatient: None, fault: Any
) -> None:
    upload(photographs, "s3://bucket/faces")
    s3.hits = lambda method, path: method == "GET" and path.endswith(".png")
    s3.faults = [fault, fault]
    assert contents(fetched("s3://bucket/faces")) == contents(photographs)
    assert not s3.faults


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (unavailable, r"photo.*: .*[Rr]educe your request rate.*tried 2 times; run again"),
        (silent, r"photo.*: no answer \(\w+\), tried 2 times; run again"),
        (cut_off, r"photo.*tried 2 times; run again"),
        (flipped, r"photo.*[Cc]hecksum.*tried 2 times"),
    ],
)
def test_a_failure_that_stays_ends_in_one_line(
    s3: FaultyS3,
    photographs: Path,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
    fault: Any,
    message: str,
) -> None:
    upload(photographs, "s3://bucket/faces")
    s3.hits = lambda method, path: method == "GET" and path.endswith(".png")
    s3.faults = [fault] * 1000
    monkeypatch.setattr(store_module, "ATTEMPTS", 2)
    with pytest.raises(UserError, match=message) as caught:
        fetched("s3://bucket/faces")
    assert "\n" not in str(caught.value)
    assert not list(staging_folder("s3://bucket/faces").rglob("*.png")), "nothing damaged lies under its name"
    s3.faults = []
    assert contents(fetched("s3://bucket/faces")) == contents(photographs)


@pytest.mark.parametrize("fault", [unavailable, silent])
def test_delivering_survives_failures(s3: FaultyS3, photographs: Path, impatient: None, fault: Any) -> None:
    s3.hits = lambda method, path: method == "PUT"
    s3.faults = [fault, fault]
    upload(photographs, "s3://bucket/faces")
    assert contents(fetched("s3://bucket/faces")) == contents(photographs)


def test_lost_credentials_end_in_one_line(s3: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(UserError, match=r"^s3://bucket/faces: no credentials: set AWS_ACCESS_KEY_ID"):
        fetched("s3://bucket/faces")


def forbidden(_: Any, start: Any, __: Any) -> list[bytes]:
    start("403 Forbidden", [("Content-Type", "application/xml")])
    return [b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"]


def test_credentials_that_expire_on_the_way_end_in_one_line(s3: FaultyS3, photographs: Path) -> None:
    upload(photographs, "s3://bucket/faces")
    s3.hits = lambda method, path: path.endswith(".png")
    s3.faults = [forbidden] * 1000
    with pytest.raises(UserError, match=r"no access: check the credentials.*token has expired"):
        fetched("s3://bucket/faces")
    assert len(s3.faults) > 950, "it is not tried again"


def test_nothing_there(s3: FaultyS3) -> None:
    with pytest.raises(UserError, match=r"^s3://bucket/faces: nothing is there$"):
        fetched("s3://bucket/faces")


@pytest.fixture
def program(s3: FaultyS3, photographs: Path, monkeypatch: pytest.MonkeyPatch) -> FaultyS3:
    """The command line with the fast engine, and photographs in the bucket."""
    upload(photographs, "s3://bucket/faces")
    monkeypatch.setattr(job, "standard_engine", engine_of_fast_tests)
    monkeypatch.setattr(verification, "standard_engine", engine_of_fast_tests)
    return s3


GENERATE = ("generate", "--input", "s3://bucket/faces", "--per-face", "2", "--workers", "1", "--quiet")


def test_a_set_is_made_from_and_into_the_store(program: FaultyS3, tmp_path: Path, capsys: Any) -> None:
    assert call(*GENERATE, "--output", "s3://bucket/set") == 0
    assert call(*GENERATE, "--output", tmp_path / "local") == 0
    there = {name: entry.md5 for name, entry in Store("s3://bucket/set").list().items()}
    here = contents(tmp_path / "local")
    assert there.keys() == here.keys()
    for name in here:
        content = (tmp_path / "local" / name).read_bytes()
        assert hashlib.md5(content).hexdigest() == there[name], name
    assert '"folder":"s3://bucket/faces"' in (tmp_path / "local" / "manifest.jsonl").read_text()
    assert 'input = "s3://bucket/faces"' in (tmp_path / "local" / "run.toml").read_text()
    assert not staging_folder("s3://bucket/set").exists()

    assert call("verify", "s3://bucket/set", "--photographs", "s3://bucket/faces", "--workers", "1") == 0
    assert "6 pictures: rendered again" in capsys.readouterr().out
    program.requests.clear()
    staged = staging_folder("s3://bucket/set")
    for path in staged.rglob("*.jsonl"):
        path.unlink()
    assert call("stats", "s3://bucket/set", "--json") == 0
    assert '"pictures": 6' in capsys.readouterr().out
    assert [path for method, path in program.requests if method == "GET" and "images" in path] == []
    assert call("export", "s3://bucket/set", "--to", "csv", "--output", "s3://bucket/csv") == 0
    assert [name for name in Store("s3://bucket/csv").list() if name.endswith(".csv")]
    assert call("export", "s3://bucket/set", "--to", "csv", "--output", "s3://bucket/csv") == 2
    assert "--output s3://bucket/csv is not empty" in capsys.readouterr().err


def test_an_interrupted_delivery_goes_on(program: FaultyS3, capsys: Any) -> None:
    program.hits = lambda method, path: method == "PUT" and "mattes" in path
    program.faults = [unavailable] * 1000
    assert call(*GENERATE, "--output", "s3://bucket/set") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "run again with --resume" in error
    assert "dataset.json" not in Store("s3://bucket/set").list(), "the mark of a complete set comes last"
    program.faults = []
    assert call(*GENERATE, "--output", "s3://bucket/set") == 2
    assert "is not empty: use --resume" in capsys.readouterr().err
    assert call(*GENERATE, "--output", "s3://bucket/set", "--resume") == 0
    assert (
        call("verify", "s3://bucket/set", "--photographs", "s3://bucket/faces", "--workers", "1", "--quiet")
        == 0
    )


def test_shards_meet_in_a_folder(program: FaultyS3, capsys: Any) -> None:
    assert call(*GENERATE, "--output", "s3://bucket/set", "--stage", "merge") == 2
    assert "shards meet in a folder" in capsys.readouterr().err
    assert call(*GENERATE, "--output", "s3://bucket/set", "--dry-run") == 0
    assert Store("s3://bucket/set").list() == {}


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("s3://bucket/a", "s3://bucket/a"),
        (Path("s3://bucket/a"), "s3://bucket/a"),
        ("gs://b/a/", "gs://b/a"),
        ("/home/me/faces", None),
        ("faces", None),
        (Path("C:/faces"), None),
        ("C:\\faces", None),
    ],
)
def test_addresses_are_told_from_paths(location: Path | str, url: str | None) -> None:
    assert as_url(location) == url
