"""The files around the code agree with it and with each other: changelog, citation, hooks, workflow, Makefile."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml

from fmld_synth.baselines.registry import BASELINES
from fmld_synth.files import read_toml
from fmld_synth.version import VERSION
from tests.documents.reading_documents import ROOT

PROJECT = read_toml(ROOT / "pyproject.toml")["project"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_the_changelog_begins_with_what_is_unreleased_and_knows_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *released = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    versions = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\S+)", heading) for heading in released]
    assert all(versions)
    assert VERSION in [version[1] for version in versions]
    dates = [date.fromisoformat(version[2]) for version in versions]
    assert dates == sorted(dates, reverse=True)
    kinds = set(re.findall(r"^### (.*)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_is_of_this_version_and_names_every_baseline() -> None:
    citation = loaded("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()  # what the format requires
    assert str(citation["version"]) == VERSION
    assert citation["license"] == PROJECT["license"]
    assert all({"type", "title", "authors"} <= reference.keys() for reference in citation["references"])
    notes = " ".join(reference["notes"] for reference in citation["references"])
    assert [name for name in BASELINES if f"Baseline {name}" not in notes] == []


def test_hooks_need_no_network_and_run_what_make_check_runs() -> None:
    (repository,) = loaded(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        program, *arguments = hook["entry"].split()
        assert program.startswith(".venv/bin/")
        assert f"$(BIN)/{program.removeprefix('.venv/bin/')}" in MAKEFILE
        assert all((ROOT / word).is_file() for word in arguments if word.endswith(".py"))


def test_the_workflow_runs_the_same_script_with_every_supported_python() -> None:
    jobs = loaded(".github/workflows/ci.yml")["jobs"]
    everything = jobs["everything"]
    supported = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if ":: 3." in name]
    assert everything["strategy"]["matrix"]["python"] == supported
    assert ".ci/run" in [step.get("run") for step in everything["steps"]]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
    assert any("make demo" in step.get("run", "") for step in jobs["macos"]["steps"])


@pytest.mark.parametrize("target", re.findall(r"\w+", MAKEFILE.partition(".PHONY:")[2].partition("\n")[0]))
def test_the_head_of_the_makefile_names_every_target(target: str) -> None:
    head = MAKEFILE.partition("\n\n")[0]
    assert re.search(rf"^# make {target} ", head, re.MULTILINE)
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
