"""Whether a picture that was rendered again is the recorded one: the same, a little otherwise, or another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.dataset.records import ORIGINAL, Record
from fmld_synth.files import encode_image, sha256_of
from fmld_synth.photographs.decoding import decode_image
from fmld_synth.photographs.reading import Photograph
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.likeness import alike_coverage, image_sha256, little_difference, same_coverage
from fmld_synth.rerendering.rerendering import RenderedPicture
from fmld_synth.verification.label_checks import mask_faults, record_faults


class Comparison(NamedTuple):
    """A picture and its record.

    Attributes:
        faults: where, kind and detail of each.
        largest_difference: of pixels, in gray levels, where they differ, but no more than two machines do; else None.
    """

    faults: list[tuple[str, str, str]]
    largest_difference: int | None


def compared(folder: Path, record: Record, rendered: RenderedPicture, photograph: Photograph) -> Comparison:
    """Compare a picture that was rendered again with its files and with what is recorded of it.

    Args:
        folder: of the set.
        record: of the picture.
        rendered: from this record.
        photograph: as read.
    """
    faults: list[tuple[str, str, str]] = []
    largest: int | None = None
    if record.format == ORIGINAL and image_sha256(record, rendered.image, photograph) != record.image_sha256:
        faults.append((record.image, "other_pixels", "its record names another photograph"))
    for path, sha256, encoded in _made_again(record, rendered):
        if sha256_of(encoded) == sha256:
            continue
        difference = _little_difference(folder / path, sha256, encoded)
        if difference is not None:
            largest = max(difference, largest or 0)
        else:
            kind = "picture" if path == record.image else "matte"
            faults.append((path, "other_pixels", f"its record renders another {kind}"))
    faults += [(record.id, *found) for found in record_faults(record)]
    fits = same_coverage if largest is None else alike_coverage
    for (face, _), sample in zip(record.masks, rendered.samples, strict=True):
        if face.coverage is None or not fits(sample.coverage, face.coverage):
            detail = f"recorded {face.coverage}, measured {sample.coverage}"
            faults.append((record.id, "wrong_coverage", detail))
            measured = face.model_copy(update={"coverage": sample.coverage})
            faults += [(record.id, *found) for found in mask_faults(measured)]
    return Comparison(faults, largest)


def _made_again(record: Record, rendered: RenderedPicture) -> Iterator[tuple[str, str, bytes]]:
    """Path, recorded SHA-256 and new content of the files of one picture."""
    if record.format != ORIGINAL:
        yield record.image, record.image_sha256, encode_image(rendered.image, record.format, record.quality)
    for (_, mask), sample in zip(record.masks, rendered.samples, strict=True):
        if mask.matte is not None and mask.matte_sha256 is not None:
            yield mask.matte, mask.matte_sha256, encode_image(sample.matte, "png", 100)


def _little_difference(path: Path, sha256: str, encoded: bytes) -> int | None:
    """The largest difference of a file and what was made again, in gray levels; None when it is another picture.

    A damaged file shows nothing that could be compared: its checksum says so already.
    """
    try:
        content = read_regular_file(path)
    except OSError:
        return 0
    if sha256_of(content) != sha256:
        return 0
    then, now = (decode_image(one, cv2.IMREAD_UNCHANGED) for one in (content, encoded))
    if then is None or now is None or then.dtype != np.uint8:
        return None
    return little_difference(np.asarray(then, np.uint8), np.asarray(now, np.uint8))
