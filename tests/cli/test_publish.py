"""``fmld-synth publish``: options, refusals, and dry runs that send nothing."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fmld_synth.cli.main import app
from fmld_synth.errors import UserError
from tests.making_sets import run

KAGGLE = ["publish", "kaggle", "--owner", "somebody", "--slug", "face-masks", "--license", "CC-BY-4.0"]
HUB = ["publish", "huggingface", "--repo", "somebody/face-masks", "--license", "CC-BY-4.0"]
FACES = ["--source-license", "CC-BY-4.0"]


@pytest.fixture(scope="module")
def finished(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sets") / "out"
    run(photographs, output)
    return output


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a test tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def invoke(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(("command", "service"), [(KAGGLE, "kaggle"), (HUB, "huggingface")])
def test_a_dry_run_makes_everything_and_sends_nothing(finished, command, service):
    output = invoke(*command, finished, *FACES, "--dry-run")

    made = finished.with_name(f"out-{service}")
    assert f"made {made}" in output
    assert "dry run: nothing was sent to https://" in output
    assert (made / "README.md").is_file()
    assert (made / "croissant.json").is_file()


@pytest.mark.parametrize(("command", "service"), [(KAGGLE, "kaggle"), (HUB, "huggingface")])
def test_nothing_goes_without_a_source_license(finished, tmp_path, command, service):
    with pytest.raises(UserError, match="`source_license` is missing"):
        invoke(*command, finished, "--package", tmp_path / "package", "--dry-run")
    assert not (tmp_path / "package").exists()


@pytest.mark.parametrize("command", [KAGGLE, HUB])
def test_the_package_never_lies_inside_the_set(finished, command):
    with pytest.raises(UserError, match=r"--package .* lies inside the set: choose a folder beside it"):
        invoke(*command, finished, *FACES, "--package", finished / "package", "--dry-run")


def test_limits_are_checked_before_anything_is_made(finished, tmp_path):
    with pytest.raises(UserError, match="`title` 'Mask' has 4 characters"):
        invoke(*KAGGLE, finished, *FACES, "--title", "Mask", "--package", tmp_path / "package")
    assert not (tmp_path / "package").exists()


def test_private_unless_public(finished, tmp_path):
    for option, private in (([], True), (["--public"], False)):
        invoke(*KAGGLE, finished, *FACES, *option, "--package", tmp_path / "package", "--dry-run", "--quiet")
        metadata = json.loads((tmp_path / "package" / "dataset-metadata.json").read_text())
        assert metadata["isPrivate"] is private


def test_croissant_is_written_into_the_set(finished):
    output = invoke(
        "publish", "croissant", finished, "--license", "CC-BY-4.0", *FACES, "--source", "My faces"
    )

    assert output == f"wrote {finished / 'croissant.json'}\n"
    described = json.loads((finished / "croissant.json").read_text())
    assert described["prov:wasDerivedFrom"]["prov:label"] == "My faces"
