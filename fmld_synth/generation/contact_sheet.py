"""A page of a finished set's pictures, to judge it at a glance."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import Record
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import cut_out, frame_around
from fmld_synth.sheets import Tile, draw_sheet

PICTURES, COLUMNS, SIDE = 24, 6, 220


def make_contact_sheet(output: Path, records: Iterable[Record]) -> ByteArray:
    """Draw up to 24 pictures, spread over the wear states: uint8 (height, width, 3), RGB.

    Args:
        output: folder of the set.
        records: of the set, in any order: chance by hash picks among those with a face.
    """
    tiles = []
    for record in sample_pictures(records, PICTURES):
        mask = f"{Path(record.template).name}, {record.colourway}" if record.template else record.kind
        tiles.append(Tile(face_picture(output, record), (record.category, mask)))
    return draw_sheet(tiles, COLUMNS, SIDE)


def face_picture(folder: Path, record: Record) -> ByteArray:
    """The face of a picture of the set in ``folder``, with a margin: uint8 (height, width, 3), RGB."""
    assert record.face_box is not None, "only pictures with a face are chosen"
    encoded = np.frombuffer((folder / record.image).read_bytes(), np.uint8)
    picture = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    around_face = frame_around(record.width, record.height, Box(*record.face_box), "face", None)
    return cut_out(np.asarray(picture, np.uint8), around_face)


def sample_pictures(records: Iterable[Record], number: int) -> list[Record]:
    """Up to ``number`` pictures by the hash of their id, spread evenly over the wear states."""
    chosen: dict[str, list[tuple[int, str, Record]]] = {}
    for record in records:
        if record.face_box is None:
            continue
        rank = -int.from_bytes(hashlib.sha256(record.id.encode()).digest()[:8], "big")
        heap = chosen.setdefault(record.category, [])
        entry = (rank, record.id, record)
        if len(heap) < number:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    columns = [sorted(chosen[state], reverse=True) for state in sorted(chosen)]
    in_turn = [entry for row in zip_longest(*columns) for entry in row if entry is not None]
    return sorted((entry[2] for entry in in_turn[:number]), key=lambda record: (record.category, record.id))
