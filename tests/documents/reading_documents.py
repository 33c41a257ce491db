"""What the documents show: command lines, options, Python code, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "baselines/*.md", "baselines/*/MODEL_CARD.md")
    for path in ROOT.glob(pattern)
    if path.name
    not in ("commands.md", "CHANGELOG.md")  # one is written from the program, one tells of the past
)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")


class Shown(NamedTuple):
    """A piece of a document."""

    place: str
    """File and line."""
    text: str
    whole: bool
    """Stands in a block of code; otherwise in a sentence, where a command may be named without its arguments."""


def document_lines(path: Path, words: str) -> Iterator[Shown]:
    """Lines of code that begin with ``words``, from blocks and from sentences, joined where they go on.

    Args:
        path: the document.
        words: such as ``fmld-synth``.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("    ") and line.strip().startswith(f"{words} "):
            whole = line.strip()
            following = number + 1
            while whole.endswith("\\"):
                whole = f"{whole.removesuffix(chr(92))} {lines[following].strip()}"
                following += 1
            yield Shown(_place(path, number + 1), whole, True)
    for shown in spans(path):
        if shown.text.startswith(f"{words} "):
            yield shown


def spans(path: Path) -> Iterator[Shown]:
    """Code within sentences."""
    text = FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), path.read_text(encoding="utf-8"))
    prose = "\n".join("" if line.startswith("    ") else line for line in text.splitlines())
    for span in SPAN.finditer(prose):
        number = prose.count("\n", 0, span.start()) + 1
        yield Shown(_place(path, number), " ".join(span[1].split()), False)


def python_blocks(path: Path) -> Iterator[Shown]:
    """Blocks of Python: fenced ones, and indented ones that begin with an import."""
    text = path.read_text(encoding="utf-8")
    for fence in FENCE.finditer(text):
        if fence[1] == "python":
            yield Shown(_place(path, text.count("\n", 0, fence.start()) + 1), fence[2], True)
    for block in re.finditer(r"^    (?:import|from) .*\n(?:(?:    .*)?\n)*", text, re.MULTILINE):
        code = re.sub(r"^    ", "", block[0], flags=re.MULTILINE).partition("\nPY\n")[0]
        yield Shown(_place(path, text.count("\n", 0, block.start()) + 1), code, True)


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"
