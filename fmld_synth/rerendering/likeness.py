"""Whether what was made again is what was recorded: the same bytes, a little otherwise, or another picture.

Equal libraries give equal bytes on all processors with the same vector instructions. On others the networks that
find faces round otherwise (``docs/output.md``): landmarks move by thousandths of a pixel, and most pixels that change
do so by a few levels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fmld_synth.dataset.records import ORIGINAL, Record
from fmld_synth.files import encode_image, sha256_of
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.copying import recorded_copy
from fmld_synth.photographs.reading import Photograph
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.rerendering import RenderedPicture
from fmld_synth.wear import Coverage

# About three times what differs between OpenCV's kernels with and without AVX2, on 164 pictures of 24 photographs.
FEW_LEVELS, MOST_SHARE = 4, 0.002
"""At most this share of a picture's values differs by more than these few gray levels; single pixels at an edge that
moved may differ by any."""
COVERAGE = 0.005
"""By how much a covered share may differ."""
BOX = 2.0
"""Pixels by which a side of a mask's box may differ."""
_RECORDED_COVERAGE = 1e-4
"""The last digit of a covered share that is recorded."""


def image_sha256(record: Record, image: ByteArray, photograph: Photograph) -> str:
    """The hash that a picture's file has.

    Args:
        record: of the picture.
        image: uint8 (height, width, 3), RGB, as rendered.
        photograph: as read; its file is the picture when nothing was changed.
    """
    if record.format == ORIGINAL:
        return sha256_of(recorded_copy(read_regular_file(photograph.path), record.image_sha256))
    return sha256_of(encode_image(image, record.format, record.quality))


def little_difference(one: ByteArray, other: ByteArray) -> int | None:
    """The largest difference of two pictures or mattes, where they differ no more than two machines do.

    Args:
        one: uint8, decoded from its file.
        other: likewise.

    Returns:
        In gray levels; None when they differ by more, or in shape.
    """
    if one.shape != other.shape:
        return None
    difference = np.abs(one.astype(np.int16) - other)
    return int(difference.max()) if (difference > FEW_LEVELS).mean() <= MOST_SHARE else None


def same_coverage(now: Coverage, then: Coverage) -> bool:
    """Whether two measurements agree to the last digit that is recorded."""
    return _within(now, then, _RECORDED_COVERAGE)


def alike_coverage(now: Coverage, then: Coverage) -> bool:
    """Whether two measurements differ no more than two machines do."""
    return _within(now, then, COVERAGE)


def alike_masks(record: Record, rendered: RenderedPicture) -> bool:
    """Whether the masks that were put on again cover, and lie, where it is recorded, but for what two machines do."""
    return all(
        face.coverage is not None
        and alike_coverage(sample.coverage, face.coverage)
        and sample.mask_box is not None
        and _within(sample.mask_box, mask.box, BOX)
        for (face, mask), sample in zip(record.masks, rendered.samples, strict=True)
    )


def _within(now: Sequence[float | None], then: Sequence[float | None], tolerance: float) -> bool:
    return all(
        a is b if a is None or b is None else abs(a - b) <= tolerance for a, b in zip(now, then, strict=True)
    )
