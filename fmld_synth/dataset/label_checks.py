"""Whether a record agrees with itself and with its matte; needs neither photograph nor template."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import Record
from fmld_synth.geometry import ByteArray
from fmld_synth.wear import WEAR_STATES

Finding = tuple[str, str]
"""Kind and detail of a fault."""

NOSE_TIP = 2
MOUTH_CORNERS = (3, 4)
"""Places in the five key points."""
COVERED = 128
"""A matte covers a pixel from this value on."""


def record_faults(record: Record) -> Iterator[Finding]:
    """Labels that do not belong to their state, and coverage outside the state's contract."""
    state = WEAR_STATES.get(record.wear_state)
    if state is None:
        yield "wrong_label", f"unknown wear state {record.wear_state}"
        return
    if record.label != state.label:
        yield "wrong_label", f"{record.wear_state} is labelled {record.label}, not {state.label}"
    if record.parameters is not None and record.parameters.wear_state != record.wear_state:
        yield "wrong_label", f"rendered as {record.parameters.wear_state}, filed as {record.wear_state}"
    if (record.parameters is None) != (state.geometry is None):
        yield (
            "wrong_label",
            f"{record.wear_state} {'without' if record.parameters is None else 'with'} a mask",
        )
    for name in state.contract.violations(record.coverage):
        value = getattr(record.coverage, name)
        yield "broken_contract", f"{name} {value:.4f} is outside {getattr(state.contract, name)}"


def matte_faults(record: Record, path: Path) -> Iterator[Finding]:
    """A matte of another size or box than recorded, or that covers key points its state leaves bare."""
    decoded = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.shape != (record.height, record.width) or decoded.dtype != np.uint8:
        yield "wrong_matte", "not an 8-bit greyscale picture of the recorded size"
        return
    matte = np.asarray(decoded, np.uint8)
    left, top, width, height = cv2.boundingRect(np.asarray(matte > 0, np.uint8))
    if record.mask_box is None or any(
        abs(a - b) > 1 for a, b in zip(record.mask_box, (left, top, width, height), strict=True)
    ):
        yield "wrong_matte", f"its mask lies at {(left, top, width, height)}, recorded {record.mask_box}"
    contract = WEAR_STATES[record.wear_state].contract
    for name, limits, points in (
        ("nose", contract.nose, (NOSE_TIP,)),
        ("lips", contract.lips, MOUTH_CORNERS),
    ):
        covered = [_covers(matte, record.key_points[point]) for point in points]
        if limits[1] == 0 and any(covered):
            yield "wrong_matte", f"it covers a key point of the {name}, which {record.wear_state} leaves bare"
        if limits[0] >= 0.98 and not any(covered) and None not in covered:
            yield "wrong_matte", f"it leaves bare the {name}, which {record.wear_state} covers"


def _covers(matte: ByteArray, point: tuple[float, float]) -> bool | None:
    """Whether the matte covers a point; None outside the frame."""
    column, row = int(point[0]), int(point[1])
    if not (0 <= row < matte.shape[0] and 0 <= column < matte.shape[1]):
        return None
    return bool(matte[row, column] >= COVERED)
