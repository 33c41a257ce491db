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
from fmld_synth.dataset.set_files import read_file_of_set
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.decoding import decode_image
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
        worn = record.faces[0].mask
        mask = f"{Path(worn.template).name}, {worn.colorway}" if worn else record.kind
        tiles.append(Tile(face_picture(output, record), (record.category, mask)))
    return draw_sheet(tiles, COLUMNS, SIDE)


def face_picture(folder: Path, record: Record) -> ByteArray:
    """The face of a picture of the set in ``folder``, with a margin: uint8 (height, width, 3), RGB."""
    assert record.face_box is not None, "only pictures with a face are chosen"
    try:
        decoded = decode_image(read_file_of_set(folder, record.image), cv2.IMREAD_COLOR)
    except OSError as error:
        raise UserError(f"{folder / record.image}: {error.strerror}; put it back") from None
    if decoded is None:
        raise UserError(f"{folder / record.image} cannot be decoded: run fmld-synth verify, and restore it")
    picture = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
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
