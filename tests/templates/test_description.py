from __future__ import annotations

from pathlib import Path

import pytest

from fmld_synth.errors import UserError
from fmld_synth.templates.description import as_toml, read_description
from fmld_synth.templates.library import library_folder, list_templates, load_description


@pytest.mark.parametrize("name", list_templates([library_folder()])[::7])
def test_written_and_read_again_is_equal(name: str, tmp_path: Path) -> None:
    path = tmp_path / "template.toml"
    path.write_text(as_toml(load_description(name)), encoding="utf-8")
    assert read_description(path) == load_description(name)


def test_quotes_and_umlauts_survive(tmp_path: Path) -> None:
    odd = load_description("kn95").model_copy(update={"title": 'a "quoted" \\ Maßke\n☂'})
    path = tmp_path / "template.toml"
    path.write_text(as_toml(odd), encoding="utf-8")
    assert read_description(path).title == odd.title


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "template.toml"
    path.write_bytes(b'title = "\xff\xfe"')
    with pytest.raises(UserError, match="not UTF-8"):
        read_description(path)
