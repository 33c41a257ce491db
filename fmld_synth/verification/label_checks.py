"""Whether a record agrees with itself and with its matte; needs neither photograph nor template."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import BoxInPixels, Record, WornMask
from fmld_synth.geometry import Box, ByteArray
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
    faces = [(record.wear_state, record.label), *((face.wear_state, face.label) for face in record.faces)]
    for name, label in faces:
        yield from _label_faults(name, label)
    if record.kind == "real":
        if record.masks():
            yield "wrong_label", "a real picture with a mask that was put on"
        return
    state = WEAR_STATES.get(record.wear_state or "")
    if state is not None and (record.parameters is None) != (state.geometry is None):
        yield "wrong_label", f"{state.name} {'without' if record.parameters is None else 'with'} a mask"
    if record.parameters is None and state is not None and record.coverage is not None:
        yield from _contract_faults(state, record.coverage)
    for name, mask in record.masks():
        yield from mask_faults(name, mask)


def boxes_outside(record: Record) -> Iterator[tuple[str, BoxInPixels]]:
    """Field and value of each box that has nothing inside the picture."""
    boxes = [
        ("face_box", record.face_box),
        *(("mask_box", mask.mask_box) for _, mask in record.masks()),
        *(("other_face_boxes", box) for box in record.other_face_boxes),
        *(("faces, box", face.box) for face in record.faces),
    ]
    for field, box in boxes:
        if box is not None and Box(*box).clipped(record.width, record.height).area <= 0:
            yield field, box


def mask_faults(name: str, mask: WornMask) -> Iterator[Finding]:
    """A mask that is not worn as its face's wear state says."""
    if mask.parameters.wear_state != name:
        yield "wrong_label", f"rendered as {mask.parameters.wear_state}, filed as {name}"
    if name in WEAR_STATES:
        yield from _contract_faults(WEAR_STATES[name], mask.coverage)


def _label_faults(name: str | None, label: str | None) -> Iterator[Finding]:
    """A wear state that does not exist, or that is labelled as another."""
    if name is None:
        return
    state = WEAR_STATES.get(name)
    if state is None:
        yield "wrong_label", f"unknown wear state {name}"
    elif label != state.label:
        yield "wrong_label", f"{name} is labelled {label}, not {state.label}"


def _contract_faults(state: WearState, coverage: Coverage) -> Iterator[Finding]:
    for name in state.contract.violations(coverage):
        value = getattr(coverage, name)
        yield "broken_contract", f"{name} {value:.4f} is outside {getattr(state.contract, name)}"


def matte_faults(name: str, mask: WornMask, size: tuple[int, int], path: Path) -> Iterator[Finding]:
    """A matte of another size or box than recorded, or that covers key points its state leaves bare.

    Args:
        name: of the wear state.
        mask: as recorded.
        size: width and height of the picture.
        path: of the matte.
    """
    decoded = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.shape != size[::-1] or decoded.dtype != np.uint8:
        yield "wrong_matte", "not an 8-bit greyscale picture of the recorded size"
        return
    matte = np.asarray(decoded, np.uint8)
    left, top, width, height = cv2.boundingRect(np.asarray(matte > 0, np.uint8))
    if any(abs(a - b) > 1 for a, b in zip(mask.mask_box, (left, top, width, height), strict=True)):
        yield "wrong_matte", f"its mask lies at {(left, top, width, height)}, recorded {mask.mask_box}"
    contract = WEAR_STATES[name].contract
    for region, limits, points in (
        ("nose", contract.nose, (NOSE_TIP,)),
        ("lips", contract.lips, MOUTH_CORNERS),
    ):
        covered = [_covers(matte, mask.key_points[point]) for point in points]
        if limits[1] == 0 and any(covered):
            yield "wrong_matte", f"it covers a key point of the {region}, which {name} leaves bare"
        if limits[0] >= 0.98 and not any(covered) and None not in covered:
            yield "wrong_matte", f"it leaves bare the {region}, which {name} covers"


def _covers(matte: ByteArray, point: tuple[float, float]) -> bool | None:
    """Whether the matte covers a point; None outside the frame."""
    column, row = int(point[0]), int(point[1])
    if not (0 <= row < matte.shape[0] and 0 <= column < matte.shape[1]):
        return None
    return bool(matte[row, column] >= COVERED)
