"""Where templates lie, and loading them."""

from __future__ import annotations

import difflib
import fnmatch
import hashlib
import io
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import typer
from PIL import Image, UnidentifiedImageError

from fmld_synth.bundled import bundled_folder
from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.templates.description import read_description
from fmld_synth.templates.template import FAMILIES, Template, TemplateDescription

DESCRIPTION, TEXTURE, RELIEF = "template.toml", "texture.png", "relief.png"
PLANE_OF_THE_CLOTH = 128


def library_folder() -> Path:
    """The bundled templates."""
    return bundled_folder("mask_templates")


def user_folder() -> Path:
    """The user's own templates: the platform's folder for an application's data. It need not exist."""
    return Path(typer.get_app_dir("fmld-synth")) / "templates"


def list_templates(folders: Sequence[Path] | None = None) -> list[str]:
    """Names of all templates, sorted.

    Args:
        folders: libraries to look in; None means the bundled one and the user's own.
    """
    return sorted(_locations(folders))


def _locations(folders: Sequence[Path] | None = None) -> dict[str, Path]:
    """Folder of each template by its name; an earlier library wins."""
    found: dict[str, Path] = {}
    for library in folders if folders is not None else (library_folder(), user_folder()):
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
    if text in locations:
        return locations[text]
    raise UserError(f"unknown template {text!r}{_nearest(text, locations)}")


def _nearest(text: str, locations: dict[str, Path]) -> str:
    nearest = difflib.get_close_matches(text, [*locations, *FAMILIES], n=1, cutoff=0.4)
    hint = f"; did you mean {nearest[0]}?" if nearest else "."
    return f"{hint} Valid: {', '.join(sorted(locations))}, or a family: {', '.join(FAMILIES)}"


def load_template(name_or_path: str | Path, folders: Sequence[Path] | None = None) -> Template:
    """Load a template, once for each folder; later calls share its arrays, which are read-only.

    Args:
        name_or_path: a name, or a path (a ``Path``, or text with a slash in it) to a template's folder.
        folders: libraries to look a name up in; None means the bundled one and the user's own.

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
    description = _describe(folder)
    texture, relief_path = _pixels(folder / TEXTURE, "RGBA"), folder / RELIEF
    if relief_path.exists():
        relief = _pixels(relief_path, "L")
        if relief.shape != texture.shape[:2]:
            raise UserError(
                f"{relief_path}: is {relief.shape[1]} x {relief.shape[0]} px but {TEXTURE} is "
                f"{texture.shape[1]} x {texture.shape[0]} px; scale it to the same size"
            )
    else:
        relief = np.full(texture.shape[:2], PLANE_OF_THE_CLOTH, np.uint8)
    for array in (texture, relief):
        array.setflags(write=False)
    return Template(description, texture, relief, _fingerprint(folder))


def _pixels(path: Path, mode: str) -> ByteArray:
    try:
        with Image.open(io.BytesIO(path.read_bytes())) as picture:
            picture.load()
            if picture.mode != mode:
                remedy = "save it as RGBA" if mode == "RGBA" else "save it as 8-bit greyscale"
                raise UserError(f"{path}: its pixels are {picture.mode}, not {mode}; {remedy}")
            return np.array(picture, dtype=np.uint8)
    except FileNotFoundError:
        raise UserError(f"{path}: missing; a template folder needs {DESCRIPTION} and {TEXTURE}") from None
    except UnidentifiedImageError:
        raise UserError(f"{path}: not a picture; save it as PNG") from None
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UserError(f"{path}: cannot be read ({error}); save it again as PNG") from None


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (DESCRIPTION, TEXTURE, RELIEF):
        path = folder / name
        if path.exists():
            content = path.read_bytes()
            # Lengths keep two files from being mistaken for one that holds both.
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def find_templates(selection: str, folders: Sequence[Path] | None = None) -> list[str]:
    """The templates that ``--templates`` names.

    Args:
        selection: comma-separated names, families, patterns such as ``kn95*``, paths to template folders, or
            ``all``.
        folders: libraries to look in; None means the bundled one and the user's own.

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
            raise UserError(f"--templates: nothing is called {part!r}{_nearest(part, locations)}")
        found.update(dict.fromkeys(matches))
    if not found:
        raise UserError(
            "--templates: nothing is selected; name templates or families, or leave it out for all"
        )
    return list(found)
