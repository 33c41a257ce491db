"""Lines of manifests that version 0.1.0 wrote, as lines of today.

There a record held the leading face's fields itself, further annotated faces in ``faces``, and of other faces nothing
but their boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PICTURE = (
    "id", "split", "image", "image_sha256", "format", "quality", "width", "height",
    "identity", "group", "crop", "frame",
)  # fmt: skip
_SOURCE = ("folder", "path", "sha256", "width", "height")
_MASK = {
    "template": "template", "template_sha256": "template_sha256", "colourway": "colorway", "colours": "colors",
    "seed": "seed", "parameters": "parameters", "mask_box": "box", "matte": "matte", "matte_sha256": "matte_sha256",
}  # fmt: skip
"""Fields of a mask then, and what they are called now."""
_PARAMETERS = {"colourway": "colorway", "colour_shift": "color_shift"}
"""Drawn parameters that were spelled otherwise."""
_ANNOTATED = ("index", "box", "source_box", "label", "wear_state", "difficult", "attributes")
_MEASURED = ("head_pose", "key_points", "coverage")


def is_format_1(line: Mapping[str, Any]) -> bool:
    """Whether a parsed line of a manifest is one of version 0.1.0."""
    return "other_face_boxes" in line


def from_format_1(line: Mapping[str, Any]) -> dict[str, Any]:
    """A parsed line of version 0.1.0 with the fields of today.

    Raises:
        ValueError: a field is missing, or something else than it should be.
    """
    try:
        faces = [_leading(line)] if line["face_box"] is not None else []
        faces += [_further(face) for face in line.get("faces", ())]
        faces += [{"index": None, "box": box} for box in line["other_face_boxes"]]
        return {
            **{name: line[name] for name in _PICTURE},
            "kind": line.get("kind", "synthetic"),
            "source": {name: line["source"][name] for name in _SOURCE},
            "faces": faces,
        }
    except KeyError as error:
        raise ValueError(f"a line of version 0.1.0 without {error}") from None
    except (AttributeError, TypeError) as error:
        raise ValueError(f"a damaged line of version 0.1.0: {error}") from None


def _leading(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "index": line["source"]["face"],
        "box": line["face_box"],
        "source_box": line["source"].get("box"),
        **{name: line[name] for name in ("label", "wear_state", *_MEASURED)},
        **{name: line[name] for name in ("difficult", "attributes") if name in line},
        "mask": _mask(line) if line["template"] is not None else None,
    }


def _further(face: Mapping[str, Any]) -> dict[str, Any]:
    mask = face.get("mask")
    described = {name: face[name] for name in _ANNOTATED}
    if mask is None:
        return described
    return {**described, **{name: mask[name] for name in _MEASURED}, "mask": _mask(mask)}


def _mask(worn: Mapping[str, Any]) -> dict[str, Any]:
    mask = {now: worn[then] for then, now in _MASK.items()}
    mask["parameters"] = {_PARAMETERS.get(name, name): value for name, value in worn["parameters"].items()}
    return mask
