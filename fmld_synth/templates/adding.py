"""A user's own picture of a mask becomes a template."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError
from pydantic import ValidationError

from fmld_synth.choices import Family, checked
from fmld_synth.errors import Rejected, UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.locking import locked
from fmld_synth.names import is_kept_by_windows, known
from fmld_synth.photographs.opening import DECODER_ERRORS, MOST_PIXELS, open_image
from fmld_synth.regular_files import open_regular_file
from fmld_synth.templates.checking import check_template
from fmld_synth.templates.description import as_toml
from fmld_synth.templates.family_defaults import FAMILY_DEFAULTS
from fmld_synth.templates.library import DESCRIPTION, list_templates, load_template, user_folder
from fmld_synth.templates.outline import guess_anchors, has_ear_holes, outline_problems
from fmld_synth.templates.pictures import PLANE_OF_THE_CLOTH, RELIEF, TEXTURE
from fmld_synth.templates.preview_picture import write_preview
from fmld_synth.templates.template import FAMILIES, Point, TemplateDescription

LARGEST_SIDE = 2048
"""Longer side in pixels; more than a rendered mask spans."""
# Chosen by eye.
NEARLY_WHITE = 232
"""8-bit value of the darkest channel from which a pixel may be background."""
_CUT_OUT_EDGE = 0.8
"""Standard deviation in pixels of the soft edge of a cut-out mask."""
_OPAQUE = 200
"""8-bit alpha above which a pixel's color counts."""
_RELIEF_REACH = 0.03
"""Standard deviation of the surroundings that a pixel is compared with, as a share of the picture's width."""
_RELIEF_BLUR = 1.5
"""Standard deviation in pixels of the relief's blur; takes grain out of it."""
_LEAST_INSIDE = 1e-3
"""Share of the surroundings that are mask by which is divided at least."""
_SHAPE_DECIMALS = 3


def add_template(
    picture: Path,
    name: str,
    family: str,
    *,
    into: Path | None = None,
    title: str | None = None,
    license: str = "unknown",
    width: float | None = None,
    below_chin: float | None = None,
    straps: str | None = None,
    anchors: Mapping[str, Point] | None = None,
    relief: Literal["flat", "picture"] = "flat",
    remove_background: bool = False,
) -> Path:
    """Make a template of a picture and put it into a library, whole or not at all.

    Args:
        picture: a flat mask seen from the front, its outline in the alpha channel.
        name: its name: 2 to 40 characters of a-z, 0-9 and _.
        family: one of ``FAMILIES``; gives shape, straps and fabric.
        into: the library's folder; None means the user's own.
        title: for people; made from the name when None.
        width: length across the whole picture in inter-ocular distances; None means the family's.
        below_chin: how far it reaches below the chin, in inter-ocular distances; None means the family's.
        straps: how it is held; None means as the family is, or not at all when ear loops are cut out of it.
        anchors: anchors by name, each (u, v) from 0 to 1, that replace guessed ones.
        relief: ``flat``, or ``picture`` to read folds from its bright and dark parts.
        remove_background: make a nearly white background, as of a product picture, transparent first.

    Returns:
        The new template's folder.

    Raises:
        UserError: the picture, the name or an option does not serve; one line with the remedy.
    """
    library = into if into is not None else user_folder()
    _check_name(name, library)
    checked(family, Family, "family")
    texture = _read(picture, remove_background)
    problems = outline_problems(texture[..., 3])
    if problems:
        raise UserError(f"{picture}: {problems[0]}")
    description = _describe(texture, name, family, title, license, width, below_chin, straps, anchors or {})
    heights = _relief(texture) if relief == "picture" else None
    return _write(description, texture, heights, library)


def _check_name(name: str, library: Path) -> None:
    if not re.fullmatch("[a-z0-9_]{2,40}", name):
        raise UserError(f"`name`: {name!r} cannot be a name; use 2 to 40 of a-z, 0-9 and _")
    if is_kept_by_windows(name):
        raise UserError(f"`name`: Windows has no folder called {name!r}; choose another")
    if name in FAMILIES or name == "all":
        raise UserError(f"`name`: {name!r} has a meaning of its own in `templates`; choose another")
    if name in list_templates() or (library / name).exists():
        raise UserError(f"`name`: a template called {name!r} exists already; choose another name")


def _read(path: Path, remove_background: bool) -> ByteArray:
    """RGBA, scaled down to at most ``LARGEST_SIDE`` pixels a side."""
    try:
        with open_regular_file(path) as file, open_image(file) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UserError(f"{path}: is {opened.width} x {opened.height} px; make it smaller")
            opened.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
            has_alpha = opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info
            pixels = np.array(opened.convert("RGBA"), dtype=np.uint8)
    except FileNotFoundError:
        raise UserError(f"{path}: no such file") from None
    except UnidentifiedImageError:
        raise UserError(f"{path}: not a picture; give a PNG with a transparent background") from None
    except (Image.DecompressionBombError, Rejected, *DECODER_ERRORS) as error:
        raise UserError(f"{path}: cannot be read ({error}); save it again as PNG") from None
    if remove_background:
        return _without_background(pixels)
    if not has_alpha:
        raise UserError(
            f"{path}: has no transparency; save the cut-out mask as RGBA PNG, or use `remove_background=True` "
            "when it lies on white"
        )
    return pixels


def _without_background(pixels: ByteArray) -> ByteArray:
    """Nearly white pixels that are joined to the border become transparent; white inside the mask stays."""
    white = (pixels[..., :3].min(axis=2) >= NEARLY_WHITE).astype(np.uint8)
    _, labels = cv2.connectedComponents(np.pad(white, 1, constant_values=1), connectivity=4)
    background = (labels == labels[0, 0])[1:-1, 1:-1]
    alpha = np.where(background, 0, 255).astype(np.uint8)
    # The outermost pixels mix mask and paper: drop them, then soften the edge.
    result = pixels.copy()
    result[..., 3] = cv2.GaussianBlur(cv2.erode(alpha, np.ones((3, 3), np.uint8)), (0, 0), _CUT_OUT_EDGE)
    return result


def _describe(
    texture: ByteArray,
    name: str,
    family: str,
    title: str | None,
    license: str,
    width: float | None,
    below_chin: float | None,
    straps: str | None,
    anchors: Mapping[str, Point],
) -> TemplateDescription:
    alpha = texture[..., 3]
    guessed = guess_anchors(alpha).model_dump()
    for anchor in anchors:
        known(anchor, guessed, "anchor", where="`anchors`")
    defaults = {part: dict(fields) for part, fields in FAMILY_DEFAULTS[family].items()}
    shape = defaults["shape"]
    if width is not None:
        shape["width"] = width
    if below_chin is not None:
        shape["below_chin"] = below_chin
    shape["height"] = round(shape["width"] * alpha.shape[0] / alpha.shape[1], _SHAPE_DECIMALS)
    if has_ear_holes(alpha):
        shape["reaches_ears"] = True
        defaults["straps"]["kind"] = "none"
    if straps is not None:
        defaults["straps"]["kind"] = straps
    plain = {"primary": "#ffffff", "secondary": "#ffffff", "trim": "#ffffff"}
    strap = "#{:02x}{:02x}{:02x}".format(*_mean_color(texture))
    try:
        return TemplateDescription.model_validate(
            {
                "name": name,
                "title": title or name.replace("_", " ").capitalize(),
                "family": family,
                "license": license,
                "artwork": "picture",
                "anchors": {**guessed, **anchors},
                **defaults,
                "colorways": [{"name": "as_pictured", "strap": strap, **plain}],
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        field = "straps" if "straps" in first["loc"] else str(first["loc"][-1])
        raise UserError(f"`{field}`: {first['msg']}; correct its value") from None


def _mean_color(texture: ByteArray) -> tuple[int, int, int]:
    red, green, blue = texture[texture[..., 3] > _OPAQUE][:, :3].mean(axis=0).round()
    return int(red), int(green), int(blue)


def _relief(texture: ByteArray) -> ByteArray:
    """Heights read from light and dark: what is brighter than its surroundings stands out."""
    inside = texture[..., 3].astype(np.float32) / 255
    gray = cv2.cvtColor(np.ascontiguousarray(texture[..., :3]), cv2.COLOR_RGB2GRAY)
    light = gray.astype(np.float32) * inside
    reach = texture.shape[1] * _RELIEF_REACH
    # Averages count only pixels of the mask, so that its edge does not look like a fold.
    share = np.maximum(cv2.GaussianBlur(inside, (0, 0), reach), _LEAST_INSIDE)
    detail = (light - cv2.GaussianBlur(light, (0, 0), reach) / share) * inside
    heights = cv2.GaussianBlur(detail, (0, 0), _RELIEF_BLUR) + PLANE_OF_THE_CLOTH
    relief: ByteArray = np.clip(np.round(heights), 0, 255).astype(np.uint8)
    return relief


def _write(
    description: TemplateDescription, texture: ByteArray, relief: ByteArray | None, library: Path
) -> Path:
    """Write into a folder next to the final place, check it there, then move it as a whole."""
    try:
        library.mkdir(parents=True, exist_ok=True)
        with (
            locked(library, "into"),
            tempfile.TemporaryDirectory(prefix=".adding-", dir=library) as unfinished,
        ):
            folder = Path(unfinished) / description.name
            folder.mkdir()
            (folder / DESCRIPTION).write_text(as_toml(description), encoding="utf-8", newline="\n")
            Image.fromarray(texture).save(folder / TEXTURE, optimize=True)
            if relief is not None:
                Image.fromarray(relief).save(folder / RELIEF, optimize=True)
            problems = check_template(folder)
            if problems:
                raise UserError(problems[0].replace(f"{folder}{os.sep}", ""))
            write_preview(load_template(folder), folder / "preview.png")
            return Path(shutil.move(folder, library / description.name))
    except OSError as error:
        raise UserError(
            f"{library}: cannot be written ({error.strerror}); choose another folder with `into`"
        ) from None
