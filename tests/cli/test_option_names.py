"""Messages speak of parameters in Python and of options on the command line."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

import fmld_synth
from fmld_synth.cli import main
from fmld_synth.cli.option_names import in_options, option_of
from fmld_synth.errors import UserError

PACKAGE = Path(fmld_synth.__file__).parent
ONLY_IN_PYTHON = {"image", "rendering"}
"""Parameters that messages name and no command has under that name."""
FOR_PROGRAMS = (PACKAGE / "torch", PACKAGE / "transforms.py")
"""What only programs of users call."""


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("`output` out is not empty", "--output out is not empty"),
        ("give either `count` or `per_face`, not both", "give either --count or --per-face, not both"),
        ("use `resume=True` or `mattes=False`", "use --resume or --no-mattes"),
        ("use `crop='face'` or `batch_size=8`", "use --crop face or --batch-size 8"),
        ("`face_index` 3: too many; name the `reader`", "--face 3: too many; name the --from"),
        ('its calls under `if __name__ == "__main__":`', 'its calls under `if __name__ == "__main__":`'),
        ("`kaggle datasets create -p FOLDER` of another", "`kaggle datasets create -p FOLDER` of another"),
        ("no parameter: ``", "no parameter: ``"),
    ],
)
def test_parameters_become_options(message, shown):
    assert in_options(message) == shown


def test_one_mistake_reads_in_two_ways(tmp_path, capsys, monkeypatch):
    values = {"input": str(tmp_path), "output": "out", "count": 3, "per_face": 2}
    with pytest.raises(UserError, match="give either `count` or `per_face`, not both"):
        fmld_synth.generate_dataset(values)
    options = [f"{option_of(name)}={value}" for name, value in values.items()]
    monkeypatch.setattr(sys, "argv", ["fmld-synth", "generate", *options])
    with pytest.raises(SystemExit):
        main.run()
    assert capsys.readouterr().err == "error: give either --count or --per-face, not both\n"


def texts(tree: ast.AST) -> Iterator[str]:
    """All text of a module but its docstrings; what is formatted into it stands as X."""
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    if isinstance(tree, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in tree.values)
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    for child in ast.iter_child_nodes(tree):
        if not isinstance(tree, ast.JoinedStr) or isinstance(child, ast.FormattedValue):
            yield from texts(child)


LIBRARY = {
    path.relative_to(PACKAGE).as_posix(): list(texts(ast.parse(path.read_text(encoding="utf-8"))))
    for path in sorted(PACKAGE.rglob("*.py"))
    if not any(path.is_relative_to(place) for place in (PACKAGE / "cli", *FOR_PROGRAMS))
}


def test_the_library_speaks_of_no_option():
    theirs = {"--nproc-per-node", "--verbose", "--no-deps"}  # of torchrun, of Kaggle's client, of pip
    found = {
        (where, option)
        for where, all_texts in LIBRARY.items()
        for text in all_texts
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)
    }
    assert {(where, option) for where, option in found if option not in theirs} == set()


def test_every_parameter_that_a_message_names_is_an_option():
    def parameters(command) -> Iterator[str]:
        yield from (name for parameter in command.params for name in parameter.opts)
        for nested in getattr(command, "commands", {}).values():
            yield from parameters(nested)

    options = set(parameters(get_command(main.app)))
    named = {
        (where, name)
        for where, all_texts in LIBRARY.items()
        for text in all_texts
        for name in re.findall(r"`([a-z][a-z0-9_]*)(?:=[^`]*)?`", text)
    }
    assert len(named) > 50
    unknown = {
        (where, name)
        for where, name in named
        if name not in ONLY_IN_PYTHON and option_of(name) not in options
    }
    assert unknown == set()
