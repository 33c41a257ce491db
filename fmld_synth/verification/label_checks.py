"""Whether a record agrees with itself and with its matte; needs neither photograph nor template."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import BoxInPixels, Record, RecordedFace, WornMask
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.decoding import decode_image
from fmld_synth.regular_files import read_regular_file
from fmld_synth.wear import WEAR_STATES, Coverage, WearState

Finding = tuple[str, str]
"""Kind and detail of a fault."""

NOSE_TIP = 2
MOUTH_CORNERS = (3, 4)
"""Places in the five key points."""
COVERED = 128
"""A matte covers a pixel from this value on."""


def record_faults(record: Record) -> Iterator[Finding]:
    """Boxes outside the picture, labels that do not belong to their state, and coverage outside the contract."""
    for field, box in boxes_outside(record):
        yield "wrong_box", f"{field} {box} lies outside the picture of {record.width} x {record.height} px"
    for face in record.faces:
        yield from _label_faults(face.wear_state, face.label)
    if record.kind == "real":
        if record.masks:
            yield "wrong_label", "a real picture with a mask that was put on"
        return
    leading = record.leading
    state = WEAR_STATES.get(record.wear_state or "")
    if leading is not None and state is not None:
        if (leading.mask is None) != (state.geometry is None):
            yield "wrong_label", f"{state.name} {'without' if leading.mask is None else 'with'} a mask"
        if leading.mask is None and leading.coverage is not None:
            yield from _contract_faults(state, leading.coverage)
    for face, _ in record.masks:
        yield from mask_faults(face)


def boxes_outside(record: Record) -> Iterator[tuple[str, BoxInPixels]]:
    """Field and value of each box that has nothing inside the picture."""
    for place, face in enumerate(record.faces):
        boxes = [("box", face.box), *([("mask.box", face.mask.box)] if face.mask is not None else [])]
        for field, box in boxes:
            if Box(*box).clipped(record.width, record.height).area <= 0:
                yield f"faces.{place}.{field}", box


def mask_faults(face: RecordedFace) -> Iterator[Finding]:
    """A mask that is not worn as its face's wear state says."""
    assert face.mask is not None, "only faces with a mask are asked about"
    if face.mask.parameters.wear_state != face.wear_state:
        yield "wrong_label", f"rendered as {face.mask.parameters.wear_state}, filed as {face.category}"
    if face.coverage is None:
        yield "wrong_label", "what the mask covers is not recorded"
    elif face.category in WEAR_STATES:
        yield from _contract_faults(WEAR_STATES[face.category], face.coverage)


def _label_faults(name: str | None, label: str | None) -> Iterator[Finding]:
    """A wear state that does not exist, or that is labeled as another."""
    if name is None:
        return
    state = WEAR_STATES.get(name)
    if state is None:
        yield "wrong_label", f"unknown wear state {name}"
    elif label != state.label:
        yield "wrong_label", f"{name} is labeled {label}, not {state.label}"


def _contract_faults(state: WearState, coverage: Coverage) -> Iterator[Finding]:
    for name in state.contract.violations(coverage):
        value = getattr(coverage, name)
        yield "broken_contract", f"{name} {value:.4f} is outside {getattr(state.contract, name)}"


def matte_faults(face: RecordedFace, mask: WornMask, size: tuple[int, int], path: Path) -> Iterator[Finding]:
    """A matte of another size or box than recorded, or that covers key points its state leaves bare.

    Args:
        face: in a wear state that is known, with its mesh's key points.
        mask: as recorded.
        size: width and height of the picture.
        path: of the matte.
    """
    decoded = decode_image(read_regular_file(path), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.shape != size[::-1] or decoded.dtype != np.uint8:
        yield "wrong_matte", "not an 8-bit grayscale picture of the recorded size"
        return
    matte = np.asarray(decoded, np.uint8)
    left, top, width, height = cv2.boundingRect(np.asarray(matte > 0, np.uint8))
    if any(abs(a - b) > 1 for a, b in zip(mask.box, (left, top, width, height), strict=True)):
        yield "wrong_matte", f"its mask lies at {(left, top, width, height)}, recorded {mask.box}"
    contract = WEAR_STATES[face.category].contract
    for region, limits, points in (
        ("nose", contract.nose, (NOSE_TIP,)),
        ("lips", contract.lips, MOUTH_CORNERS),
    ):
        covered = [_covers(matte, face.key_points[point]) for point in points]
        if limits[1] == 0 and any(covered):
            yield "wrong_matte", f"it covers a key point of the {region}, which {face.wear_state} leaves bare"
        if limits[0] >= 0.98 and not any(covered) and None not in covered:
            yield "wrong_matte", f"it leaves bare the {region}, which {face.wear_state} covers"


def _covers(matte: ByteArray, point: tuple[float, float]) -> bool | None:
    """Whether the matte covers a point; None outside the frame."""
    column, row = int(point[0]), int(point[1])
    if not (0 <= row < matte.shape[0] and 0 <= column < matte.shape[1]):
        return None
    return bool(matte[row, column] >= COVERED)
