"""The README describes the program as it is."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.dataset.records import Record
from fmld_synth.wear import WEAR_STATES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_option_of_generate_is_described() -> None:
    from typer.main import get_command

    from fmld_synth.cli.main import app

    generate = get_command(app).commands["generate"]  # type: ignore[attr-defined]
    options = {parameter.opts[0] for parameter in generate.params if parameter.name != "mattes"} | {
        "--no-mattes"
    }
    section = README.partition("### `fmld-synth generate`")[2].partition("\n### ")[0]
    assert sorted(option for option in options if f"`{option}`" not in section) == []


@pytest.mark.parametrize(
    "command", ["generate", "preview", "verify", "stats", "compare", "export", "publish", "templates"]
)
def test_every_command_has_a_section_and_helps(command: str) -> None:
    from fmld_synth.cli.main import app

    assert f"### `fmld-synth {command}`" in README
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_every_wear_state_and_its_label_stand_in_the_table() -> None:
    for name, state in WEAR_STATES.items():
        assert any(
            line.startswith(f"| `{name}`") and f"| {state.label} |" in line for line in README.splitlines()
        )


def test_every_field_of_a_record_is_described() -> None:
    assert sorted(field for field in Record.model_fields if f"`{field}`" not in README) == []


def test_as_many_label_schemes_are_named_as_there_are() -> None:
    numbers = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    assert f"with {numbers[len(label_schemes())]} label schemes" in " ".join(README.split())
