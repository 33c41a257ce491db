from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fmld_synth.cli.templates import app
from fmld_synth.errors import UserError
from fmld_synth.templates.library import library_folder

RUNNER = CliRunner(env={"COLUMNS": "200"})


def test_list_names_what_is_selected() -> None:
    result = RUNNER.invoke(app, ["list", "cup"])
    assert result.exit_code == 0
    assert "n95_cup_valve" in result.output
    assert "kn95" not in result.output


def test_show_names_the_preview() -> None:
    result = RUNNER.invoke(app, ["show", "kn95"])
    assert str(library_folder() / "kn95" / "preview.png") in result.output


def test_check_fails_on_what_is_broken(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["check", str(library_folder() / "kn95")]).exit_code == 0
    result = RUNNER.invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "template.toml: missing" in result.output


def test_add_then_check(tmp_path: Path) -> None:
    picture = library_folder() / "cloth_plain" / "texture.png"
    arguments = ["add", str(picture), "--name", "mine", "--family", "cloth", "--into", str(tmp_path)]
    result = RUNNER.invoke(app, [*arguments, "--anchor", "top_left=wrong"])
    assert isinstance(result.exception, UserError)
    assert "--anchor: 'top_left=wrong'" in str(result.exception)
    result = RUNNER.invoke(app, [*arguments, "--anchor", "top_left=0.04,0.24"])
    assert result.exit_code == 0, result.exception
    assert RUNNER.invoke(app, ["check", str(tmp_path / "mine")]).exit_code == 0


def test_unknown_templates_are_the_users_mistake() -> None:
    with pytest.raises(UserError, match="did you mean kn95"):
        RUNNER.invoke(app, ["show", "kn96"], catch_exceptions=False)
