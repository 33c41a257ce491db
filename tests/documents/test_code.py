"""Python code, scripts and targets of the Makefile that the documents name exist and are right."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.documents.reading_documents import DOCUMENTS, ROOT, Shown, document_lines, python_blocks

BLOCKS = [shown for path in DOCUMENTS for shown in python_blocks(path)]
FOREIGN = {"keras"}
"""Packages that a reader needs elsewhere, not beside this one."""


def test_there_is_code_to_look_at() -> None:
    assert {shown.place.partition(":")[0] for shown in BLOCKS} >= {"README.md", "docs/publishing.md"}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_code_compiles_and_what_it_imports_and_names_exists(block: Shown) -> None:
    for node in ast.walk(ast.parse(block.text)):
        match node:
            case ast.Import(names=names):
                for name in names:
                    assert name.name in FOREIGN or find_spec(name.name), name.name
            case ast.ImportFrom(module=str(module), names=names):
                assert all(hasattr(import_module(module), name.name) for name in names), ast.unparse(node)
            case ast.Attribute(value=ast.Name(id="fmld_synth"), attr=name):
                assert hasattr(import_module("fmld_synth"), name), ast.unparse(node)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_scripts_and_targets_exist(path: Path) -> None:
    for shown in document_lines(path, "python"):
        script = shown.text.split()[1]
        assert script in ("-", "-m") or (ROOT / script).exists(), shown
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for shown in document_lines(path, "make"):
        target = next(word for word in shown.text.split()[1:] if "=" not in word)
        assert re.search(rf"^{re.escape(target)}:|\$\(VENV\)/{re.escape(target)}:", makefile, re.MULTILINE), (
            shown
        )
