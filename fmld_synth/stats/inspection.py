"""A look at the files of one picture: whether they are whole, what it measures, and a thumbnail of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import BoxInPixels, Record
from fmld_synth.dataset.set_files import LeadsOutsideError, read_file_of_set
from fmld_synth.dataset.summary import files_of
from fmld_synth.files import encode_image, sha256_of
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.decoding import decode_image
from fmld_synth.photographs.framing import FACE_MARGIN, cut_out, frame_around
from fmld_synth.stats.measuring import SHARPNESS_SIDE, Measures, measure
from fmld_synth.verification.label_checks import record_faults
from fmld_synth.verification.verification import Fault

THUMBNAIL_SIDE = 160
THUMBNAIL_QUALITY = 78
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


@dataclass(frozen=True)
class Inspected:
    """What was seen of one picture.

    Attributes:
        record: of the picture.
        thumbnail: the face as a JPEG of at most 160 px; None when the picture cannot be decoded.
        measures: None when the picture cannot be decoded.
        faults: files that are missing or changed, and labels that the record contradicts.
    """

    record: Record
    thumbnail: bytes | None
    measures: Measures | None
    faults: tuple[Fault, ...]


class Inspector:
    """A worker: inspects pictures of the set in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, records: Sequence[Record]) -> list[Inspected]:
        return [self._inspect(record) for record in records]

    def _inspect(self, record: Record) -> Inspected:
        faults = [Fault(where=record.id, kind=kind, detail=detail) for kind, detail in record_faults(record)]
        picture: ByteArray | None = None
        reduction = reduction_for(record)
        for path, sha256 in files_of(record):
            try:
                content = read_file_of_set(self._folder, path)
            except OSError as error:
                kind = "outside" if isinstance(error, LeadsOutsideError) else "missing"
                faults.append(Fault(where=path, kind=kind, detail=error.strerror or "cannot be read"))
                continue
            if sha256_of(content) != sha256:
                faults.append(
                    Fault(where=path, kind="changed", detail="its checksum is not the recorded one")
                )
            if path == record.image:
                picture = decode(content, reduction)
                if picture is None:
                    faults.append(Fault(where=path, kind="unreadable", detail="cannot be decoded"))
        if picture is None:
            return Inspected(record, None, None, tuple(faults))
        thumbnail = encode_image(face_of(picture, record, reduction), "jpeg", THUMBNAIL_QUALITY)
        return Inspected(record, thumbnail, measure(picture), tuple(faults))


def decode(content: bytes, reduction: int = 1) -> ByteArray | None:
    """Decode an image file: uint8 (height, width, 3), RGB; None when it is none.

    Args:
        content: of the file.
        reduction: 1, 2, 4 or 8: how many times smaller to decode, which saves JPEGs most of the work.
    """
    decoded = decode_image(content, REDUCED[reduction])
    return None if decoded is None else np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def reduction_for(record: Record) -> int:
    """How many times smaller a picture may be decoded without harm to its thumbnail or its measures."""
    face_side = max(_shown_box(record)[2:]) * (1 + 2 * FACE_MARGIN)
    spare = min(face_side / THUMBNAIL_SIDE, max(record.width, record.height) / (2 * SHARPNESS_SIDE))
    return max(times for times in REDUCED if times == 1 or times <= spare)


def face_of(picture: ByteArray, record: Record, reduction: int) -> ByteArray:
    """The picture's face with some room around it: uint8, RGB, at most 160 px."""
    height, width = picture.shape[:2]
    box = Box(*(value / reduction for value in _shown_box(record)))
    return cut_out(picture, frame_around(width, height, box, "face", THUMBNAIL_SIDE))


def _shown_box(record: Record) -> BoxInPixels:
    """The face's box; the whole picture of a scene without faces."""
    return record.face_box or (0.0, 0.0, record.width, record.height)
