"""The notebook runs from its first cell to its last, and leaves what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "from_portraits_to_a_model.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
SHELL = re.compile(r"^!((?:.*\\\n)*.*)$", re.MULTILINE)


def shell(line: str) -> None:
    """What Jupyter does with a line that begins with ``!``, with this program instead of an installed one."""
    program, *arguments = shlex.split(line.replace("\\\n", " "))
    assert program == "fmld-synth"
    command = [sys.executable, "-m", "fmld_synth.cli.main", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_the_notebook_is_kept_without_outputs() -> None:
    code = [cell for cell in CELLS if cell["cell_type"] == "code"]
    assert len(code) > 8
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["execution_count"] for cell in code} == {None}


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(NOTEBOOK.parent / "portraits", tmp_path / "portraits")
    names: dict[str, Any] = {"shell": shell}
    for cell in CELLS:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            exec(compile(SHELL.sub(r"shell(r'''\1''')", source), cell["id"], "exec"), names)

    demo = tmp_path / "demo"
    records = [json.loads(line) for line in (demo / "crops" / "manifest.jsonl").read_text().splitlines()]
    assert {record["split"] for record in records} == {"train", "val"}
    assert {record["label"] for record in records} == {"correct", "incorrect", "none"}
    for folder in ("evaluation", "evaluation-of-scs-net"):
        assert json.loads((demo / folder / "report.json").read_text())["images"] == len(records) // 2
    for folder in ("predictions", "predictions-of-scs-net"):
        (prediction,) = (demo / folder / "predictions.jsonl").read_text().splitlines()
        faces = json.loads(prediction)["faces"]
        # Detectors of bare faces sometimes see a second one where a mask ends.
        assert 1 <= len(faces) <= 2 and abs(faces[0]["box"][0] - 173) < 10
    assert json.loads(prediction)["faces"][0]["class"] == "incorrect"
