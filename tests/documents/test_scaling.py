"""What docs/scaling.md says of many machines is replayed: Slurm with a stand-in, the others by what they run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from fmld_synth.generation import job
from fmld_synth.generation.engine import Engine
from tests.cli.test_main import call
from tests.documents.reading_documents import ROOT
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import contents

TEXT = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
SHARDS = 3
"""Instead of the 16 of the documents, to be quick."""
SBATCH = """#!{python}
import json, os, sys
queue = os.environ["QUEUE"]
jobs = open(queue).read().splitlines() if os.path.exists(queue) else []
open(queue, "a").write(json.dumps(sys.argv[1:]) + "\\n")
print(len(jobs) + 1 if "--parsable" in sys.argv else f"Submitted batch job {{len(jobs) + 1}}")
"""
"""Notes what it is asked to do; a job's number is its line."""


def block_below(heading: str) -> str:
    """The indented block of a section."""
    section = TEXT.partition(f"### {heading}\n")[2].partition("\n##")[0]
    block = re.search(r"(?:^    .*\n)+", section, re.MULTILINE)
    assert block is not None
    return re.sub(r"^    ", "", block[0], flags=re.MULTILINE).replace("16", str(SHARDS))


def engine_of_fast_tests(*_: object) -> Engine:
    return fake_engine()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with photographs, in which sets are made by the fast engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(job, "standard_engine", engine_of_fast_tests)
    write_photographs(tmp_path / "faces", 9)
    assert call("generate", "--input", "faces/", "--output", "alone", "--workers", "1") == 0
    return tmp_path


def run_line(line: str) -> None:
    program, *words = shlex.split(line)
    assert program == "fmld-synth"
    assert call(*words, "--workers", "1") == 0, line


def test_slurm(home: Path) -> None:
    (home / "bin").mkdir()
    (home / "bin" / "sbatch").write_text(SBATCH.format(python=sys.executable))
    (home / "bin" / "sbatch").chmod(0o755)
    environment = {**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "QUEUE": str(home / "queue")}
    subprocess.run(["bash", "-e", "-c", block_below("Slurm")], check=True, env=environment)
    done: list[str] = []
    for line in (home / "queue").read_text().splitlines():
        options = json.loads(line)
        after = [one.partition(":")[2] for one in options if one.startswith("--dependency=afterok:")]
        assert after == done[-1:], "each stage waits for the one before"
        tasks = [one.removeprefix("--array=1-") for one in options if one.startswith("--array=")]
        for task in range(1, int(tasks[0]) + 1 if tasks else 2):
            run_line(options[options.index("--wrap") + 1].replace("$SLURM_ARRAY_TASK_ID", str(task)))
        done.append(str(len(done) + 1))
    assert len(done) == 3
    assert contents(home / "out") == contents(home / "alone")


def test_gnu_parallel(home: Path) -> None:
    *stages, merge = block_below("GNU parallel").splitlines()
    for line in stages:
        command, _, tasks = line.partition(" ::: ")
        assert tasks == f"$(seq {SHARDS})"
        for task in range(1, SHARDS + 1):
            run_line(command[command.index("fmld-synth ") :].replace("{}", str(task)))
    run_line(merge)
    assert contents(home / "out") == contents(home / "alone")


def test_kubernetes(home: Path) -> None:
    spec = yaml.safe_load(block_below("Kubernetes"))["spec"]
    assert spec["completionMode"] == "Indexed"
    (container,) = spec["template"]["spec"]["containers"]
    (mount,) = container["volumeMounts"]
    script = container["args"][0].replace(f"{mount['mountPath']}/", "")
    for stage in ("survey", "render"):
        for index in range(spec["completions"]):
            line = subprocess.run(
                ["sh", "-c", f'echo "{script}"'],
                env={**os.environ, "JOB_COMPLETION_INDEX": str(index)}, capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            run_line(line.replace("render", stage))
    run_line("fmld-synth generate --input faces --output out --stage merge")
    made, alone = contents(home / "out"), contents(home / "alone")
    differ = {name for name in made if made[name] != alone[name]}
    assert made.keys() == alone.keys() and not differ
