"""``template.toml``: read, checked and written."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from pydantic import ValidationError

from fmld_synth.errors import UserError
from fmld_synth.regular_files import read_regular_file
from fmld_synth.templates.earlier_spelling import with_american_fields
from fmld_synth.templates.template import TemplateDescription


def read_description(path: Path) -> TemplateDescription:
    """The checked content of a ``template.toml``.

    Raises:
        UserError: it is missing, is not TOML, or a field is missing, unknown or out of its range; one line
            that names the file, the field and what to do.
    """
    try:
        fields = tomllib.loads(read_regular_file(path).decode())
    except FileNotFoundError:
        raise UserError(f"{path}: missing; a template folder needs template.toml and texture.png") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except RecursionError:
        raise UserError(f"{path}: not valid TOML: it is nested too deeply; write it flat") from None
    except ValueError as error:  # numbers of thousands of digits, too
        raise UserError(f"{path}: not valid TOML: {error}; correct that line") from None
    try:
        return TemplateDescription.model_validate(with_american_fields(fields, path))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        remedy = {"missing": "add it", "extra_forbidden": "remove it or correct its spelling"}
        raise UserError(
            f"{path}: field {field}: {first['msg']}; {remedy.get(first['type'], 'correct its value')}"
        ) from None


def as_toml(description: TemplateDescription) -> str:
    """The text of a ``template.toml``; reading it back gives an equal description."""
    fields = description.model_dump(mode="json", exclude_none=True)
    plain = {key: value for key, value in fields.items() if not isinstance(value, (dict, list))}
    tables = {key: value for key, value in fields.items() if isinstance(value, dict)}
    lines = _assignments(plain)
    for name, table in tables.items():
        lines += ["", f"[{name}]", *_assignments(table)]
    for colorway in fields["colorways"]:
        lines += ["", "[[colorways]]", *_assignments(colorway)]
    return "\n".join(lines) + "\n"


def _assignments(table: dict[str, object]) -> list[str]:
    # Strings, numbers and flat lists of numbers are written the same way in JSON and in TOML.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
