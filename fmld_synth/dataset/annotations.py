"""One type for every annotated set: what readers give, and what exports, reports and recipes take.

Sets are streams of ``AnnotatedImage``: memory stays flat however many images there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fmld_synth.geometry import Box
from fmld_synth.wear import Label


@dataclass(frozen=True)
class AnnotatedFace:
    """One face of an image.

    Attributes:
        box: the face, in pixels; inside the image.
        label: how a mask is worn; None when the source does not say or calls the face invalid.
        wear_state: the finer state, where known (see ``fmld_synth.wear``).
        difficult: the source set marks it as too hard to count.
        attributes: anything else the source says, as text: ``gender``, ``ethnicity``, ``pose``, ``template``, ...
        key_points: eyes, nose tip, mouth corners as (x, y) in pixels; empty when unknown.
        mask_box: box of the mask in pixels, where known.
        matte: file with the mask's 8-bit alpha matte, of the image's size; None when there is none.
        matte_sha256: of that file, where the set records it.
        person: who it shows, where the set names people face by face.
    """

    box: Box
    label: Label | None
    wear_state: str | None = None
    difficult: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    key_points: tuple[tuple[float, float], ...] = ()
    mask_box: Box | None = None
    matte: Path | None = None
    matte_sha256: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class AnnotatedImage:
    """One image of a set.

    Attributes:
        path: the image file.
        name: its path relative to the set's images, with / between folders; unique in the set.
        width, height: in pixels.
        faces: the annotated faces; empty for a picture without any.
        split: ``train``, ``val`` or ``test``; None when the set has no splits.
        identity: who it shows, or which photograph it was made from; images that share it belong in one split.
        sha256: of the file, where the set records it.
    """

    path: Path
    name: str
    width: int
    height: int
    faces: tuple[AnnotatedFace, ...]
    split: str | None = None
    identity: str | None = None
    sha256: str | None = None


Reader = Callable[[Path], Iterator[AnnotatedImage]]
"""Reads a set from its folder, in a fixed order; raises ``UserError`` that names file and field."""
