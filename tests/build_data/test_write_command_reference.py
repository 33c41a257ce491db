"""The reference of commands says what a program says, and notices when it no longer does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from write_command_reference import command_reference

from fmld_synth.cli import exit_codes

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "build_data" / "write_command_reference.py"

toy = typer.Typer()
below = typer.Typer(help="Birds of a kind.")


@toy.command()
def feed(
    bird: Annotated[str, typer.Argument(help="its name (default: any)")],
    others: Annotated[list[str] | None, typer.Argument(help="more birds")] = None,
    grain: Annotated[Literal["oats", "wheat"], typer.Option(help="a_b | c")] = "oats",
    grams: Annotated[int, typer.Option(min=1, max=9)] = 3,
    bowl: Annotated[Path | None, typer.Option(help="where to (default: the ground)")] = None,
    water: Annotated[bool, typer.Option("--water/--no-water", rich_help_panel="Drinks")] = True,
    secret: Annotated[bool, typer.Option("--secret", hidden=True)] = False,
) -> None:
    """Feed a bird."""


@toy.command(hidden=True)
def starve() -> None:
    """Nobody does."""


@below.command()
def count(to: Annotated[float, typer.Option(help="most", min=0)]) -> None:
    """Count them."""


toy.add_typer(below, name="birds")
PAGE = command_reference(toy, "zoo")


def section(command: str) -> str:
    return PAGE.partition(f"## `{command}`\n")[2].partition("\n## ")[0]


def test_every_command_but_hidden_ones_is_listed_and_described() -> None:
    assert [line for line in PAGE.splitlines() if line.startswith("## `")] == [
        "## `zoo`", "## `zoo feed`", "## `zoo birds`", "## `zoo birds count`",
    ]  # fmt: skip
    assert "| [`zoo birds count`](#zoo-birds-count) | Count them. |" in PAGE
    assert "starve" not in PAGE


def test_arguments_options_values_and_defaults() -> None:
    feed = section("zoo feed")
    assert "    zoo feed BIRD [OTHERS]... [OPTIONS]\n" in feed
    assert "| `BIRD` | its name |" in feed
    assert r"| `--grain` | `oats`, `wheat` | `oats` | a\_b \| c |" in feed
    assert "| `--grams` | integer, 1 to 9 | `3` |  |" in feed
    assert "| `--bowl` | path | the ground | where to |" in feed
    assert "secret" not in feed
    assert feed.partition("**Drinks**")[2].splitlines()[4] == "| `--water`, `--no-water` |  | on |  |"
    assert "    zoo birds count --to TO\n" in section("zoo birds count")
    assert "| `--to` | number, at least 0 | required | most |" in section("zoo birds count")


def test_exit_codes_are_those_of_the_module() -> None:
    for code in (exit_codes.SHORTFALL, exit_codes.USER_ERROR, exit_codes.INTERRUPTED):
        assert f"\n| {code} | " in PAGE


def test_a_stale_page_is_told(tmp_path: Path) -> None:
    page = tmp_path / "commands.md"

    def call(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, SCRIPT, "--output", page, *options],
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "40"},
            capture_output=True,
            text=True,
        )

    assert call("--check").returncode == 1
    assert call().returncode == 0
    assert call("--check").returncode == 0
    page.write_text(page.read_text() + "and more\n")
    checked = call("--check")
    assert checked.returncode == 1
    assert "is stale: run python build_data/write_command_reference.py" in checked.stderr
    assert page.read_text().endswith("and more\n")
