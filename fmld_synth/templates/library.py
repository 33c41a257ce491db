"""Where templates lie, and loading them."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import typer

from fmld_synth import plugins
from fmld_synth.bundled import bundled_folder
from fmld_synth.errors import UserError
from fmld_synth.names import known, unknown
from fmld_synth.plugins import NotSuitable
from fmld_synth.regular_files import read_regular_file
from fmld_synth.templates.description import read_description
from fmld_synth.templates.pictures import MOST_BYTES, RELIEF, TEXTURE, read_pictures
from fmld_synth.templates.template import FAMILIES, Template, TemplateDescription

DESCRIPTION = "template.toml"


def library_folder() -> Path:
    """The bundled templates."""
    return bundled_folder("mask_templates")


def user_folder() -> Path:
    """The user's own templates: the platform's folder for an application's data. It need not exist."""
    return Path(typer.get_app_dir("fmld-synth")) / "templates"


def plugged_in_libraries() -> tuple[Path, ...]:
    """Folders with the templates of other packages."""
    return tuple(plugins.plugged_in(plugins.TEMPLATES, _accept_library).values())


def _accept_library(name: str, folder: object) -> Path:
    """The library of another package, unless one of its templates has the name of another."""
    if not isinstance(folder, Path) or not folder.is_dir():
        raise NotSuitable(f"it refers to {folder!r}, not to the path of a folder")
    names = {description.parent.name for description in folder.glob(f"*/{DESCRIPTION}")}
    if not names:
        raise NotSuitable(f"{folder} holds no template: none of its folders has a {DESCRIPTION}")
    taken = names & {*list_templates([library_folder(), *plugged_in_libraries()]), *FAMILIES, "all"}
    if taken:
        raise NotSuitable(f"there are other templates or families called {', '.join(sorted(taken))}")
    return folder


def list_templates(folders: Sequence[Path] | None = None) -> list[str]:
    """Names of all templates, sorted.

    Args:
        folders: libraries to look in; None means the bundled one, the user's own and those of plug-ins.
    """
    return sorted(_locations(folders))


def _locations(folders: Sequence[Path] | None = None) -> dict[str, Path]:
    """Folder of each template by its name; an earlier library wins."""
    found: dict[str, Path] = {}
    if folders is None:
        folders = library_folder(), user_folder(), *plugged_in_libraries()
    for library in folders:
        if library.is_dir():
            for description in sorted(library.glob(f"*/{DESCRIPTION}")):
                found.setdefault(description.parent.name, description.parent)
    return found


def template_folder(name_or_path: str | Path, folders: Sequence[Path] | None = None) -> Path:
    """The folder of a template given by its name, or by a path to the folder itself.

    Raises:
        UserError: there is none; the message names the nearest.
    """
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, Path) or os.sep in text or "/" in text:
        folder = Path(name_or_path)
        if not folder.is_dir():
            raise UserError(f"{folder}: no such folder; give a template's folder, with {DESCRIPTION} in it")
        return folder
    locations = _locations(folders)
    return locations[known(text, sorted(locations), "template")]


def load_template(name_or_path: str | Path, folders: Sequence[Path] | None = None) -> Template:
    """Load a template, once for each folder.

    Args:
        name_or_path: a name, or a path (a ``Path``, or text with a slash in it) to a template's folder.
        folders: libraries to look a name up in; None means the bundled one, the user's own and those of plug-ins.

    Raises:
        UserError: no template has that name, or a file is missing or broken; one line that says which file,
            which field and what to do.
    """
    return _load(template_folder(name_or_path, folders).resolve())


def load_description(name_or_path: str | Path, folders: Sequence[Path] | None = None) -> TemplateDescription:
    """The description alone, without decoding the pictures; arguments and errors as ``load_template``."""
    return _describe(template_folder(name_or_path, folders).resolve())


@lru_cache(maxsize=1024)
def _describe(folder: Path) -> TemplateDescription:
    description = read_description(folder / DESCRIPTION)
    if description.name != folder.name:
        raise UserError(
            f"{folder / DESCRIPTION}: field name: is {description.name!r} but the folder is called "
            f"{folder.name!r}; make them equal"
        )
    return description


@lru_cache(maxsize=48)
def _load(folder: Path) -> Template:
    return Template(_describe(folder), read_pictures(folder), _fingerprint(folder))


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (DESCRIPTION, TEXTURE, RELIEF):
        path = folder / name
        if path.exists():
            content = read_regular_file(path, MOST_BYTES)
            # Lengths keep two files from being mistaken for one that holds both.
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def find_templates(selection: str, folders: Sequence[Path] | None = None) -> list[str]:
    """The templates that ``--templates`` names.

    Args:
        selection: comma-separated names, families, patterns such as ``kn95*``, paths to template folders, or
            ``all``.
        folders: libraries to look in; None means the bundled one, the user's own and those of plug-ins.

    Returns:
        Names (or, where one was given, paths), each once: in the order of the selection, those of one family
        or pattern sorted.

    Raises:
        UserError: a part of the selection matches nothing, or nothing is selected.
    """
    locations = _locations(folders)
    found: dict[str, None] = {}
    for part in (part.strip() for part in selection.split(",")):
        if not part:
            continue
        if part == "all":
            matches = sorted(locations)
        elif part in FAMILIES:
            matches = [
                name for name in sorted(locations) if _describe(locations[name].resolve()).family == part
            ]
        elif os.sep in part or "/" in part:
            matches = [str(template_folder(part))]
        else:
            matches = sorted(fnmatch.filter(locations, part))
        if not matches:
            raise unknown(part, [*FAMILIES, *sorted(locations)], "family or template")
        found.update(dict.fromkeys(matches))
    if not found:
        raise UserError(
            "no template is selected; name templates or families, or leave the selection out for all"
        )
    return list(found)
