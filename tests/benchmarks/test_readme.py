"""The tables of the script folders name every script, and nothing else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = {
    "benchmarks": {"face_finder_figures.py", "portrait_film.py", "repeated_set.py", "runs.py", "stages.py"},
    "build_data": {"site_docstrings.py", "site_pages.py"},
}
"""Modules that scripts import or ``make docs`` runs."""


@pytest.mark.parametrize("folder", PARTS)
def test_the_table_lists_the_scripts(folder):
    text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE))
    scripts = {path.name for path in (ROOT / folder).glob("*.py")} - PARTS[folder]
    packages = {f"{path.parent.name}/" for path in (ROOT / folder).glob("*/__main__.py")}
    assert listed == scripts | packages
