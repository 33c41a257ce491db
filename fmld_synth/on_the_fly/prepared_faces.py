"""Measured faces kept for the next epoch, in memory or in a folder, never more than a given number of bytes.

Measuring a face takes three to four times as long as drawing a mask on it.
"""

from __future__ import annotations

import io
import os
import pickle
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.files import write_file
from fmld_synth.geometry import Window
from fmld_synth.regular_files import read_regular_file
from fmld_synth.synthesis.measured_face import MeasuredFace, Region
from fmld_synth.synthesis.photometry.grain import Grain
from fmld_synth.synthesis.photometry.light import Light
from fmld_synth.synthesis.rendering.face_depth import FaceDepth
from fmld_synth.synthesis.warp.radial_basis import FaceWarp

ENDING = ".face"
DEFAULT_BYTES = 4 << 30
"""Room for the faces of some 4,000 photographs at 224 px."""

_PARTS = (Face, FaceDepth, FaceWarp, Grain, HeadPose, Light, MeasuredFace, Region, Window)
_CLASSES = {(part.__module__, part.__qualname__) for part in _PARTS}
_CHECK_BYTES = 4
"""Of a CRC-32."""
_OF_NUMPY = {"_frombuffer", "_reconstruct", "dtype", "ndarray", "scalar", "zeros"}

Measure = Callable[[], MeasuredFace]


class PreparedFaces(Protocol):
    """Keeps measured faces by name."""

    def get(self, key: str, measure: Measure) -> MeasuredFace:
        """The face of that name; measured now where it is not kept."""
        ...


class FacesInMemory:
    """Measured faces in this process, the one asked for longest ago is let go first.

    Args:
        most_bytes: of all their arrays.
    """

    def __init__(self, most_bytes: int = DEFAULT_BYTES) -> None:
        self._most = most_bytes
        self._faces: OrderedDict[str, tuple[MeasuredFace, int]] = OrderedDict()

    def get(self, key: str, measure: Measure) -> MeasuredFace:
        """See :class:`PreparedFaces`."""
        known = self._faces.pop(key, None)
        if known is not None:
            self._faces[key] = known
            return known[0]
        face = measure()
        self._faces[key] = face, len(pickle.dumps(face, protocol=5))
        surplus = sum(size for _, size in list(self._faces.values())) - self._most
        while surplus > 0 and len(self._faces) > 1:
            surplus -= self._faces.popitem(last=False)[1][1]
        return face


class FacesInFolder:
    """Measured faces in files that any number of processes may read and write; what was read longest ago goes first.

    A file is looked into only for arrays and the classes of a measured face. One that is damaged, or holds anything
    else, is measured and written again.

    Args:
        folder: is made.
        most_bytes: of all files, looked at once in a while.
    """

    def __init__(self, folder: Path, most_bytes: int = DEFAULT_BYTES) -> None:
        self._folder, self._most = folder, most_bytes
        self._written = most_bytes  # what earlier processes left is looked at with the first file written

    def get(self, key: str, measure: Measure) -> MeasuredFace:
        """See :class:`PreparedFaces`.

        Raises:
            UserError: the folder cannot be written.
        """
        path = self._folder / key[:2] / f"{key}{ENDING}"
        try:
            face = unpacked(read_regular_file(path))
            os.utime(path)
            return face
        except (OSError, *_DAMAGE):
            pass
        face = measure()
        content = packed(face)
        write_file(path, content)
        self._written += len(content)
        if self._written > self._most // 16:
            self._make_room()
        return face

    def _make_room(self) -> None:
        self._written = 0
        found = []
        for path in self._folder.rglob(f"*{ENDING}"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process made room
                continue
            found.append((status.st_mtime_ns, status.st_size, path))
        surplus = sum(size for _, size, _ in found) - self._most
        for _, size, path in sorted(found):
            if surplus <= 0:
                return
            path.unlink(missing_ok=True)
            surplus -= size


def packed(face: MeasuredFace) -> bytes:
    """A measured face as bytes, after their CRC-32: a pixel that a failing disk changed raises no error otherwise.

    It is checked with every picture, and a cryptographic hash takes more than twice as long.
    """
    stream = io.BytesIO()
    _FacePickler(stream, protocol=5).dump(face)
    content = stream.getvalue()
    return zlib.crc32(content).to_bytes(_CHECK_BYTES, "little") + content


def unpacked(content: bytes) -> MeasuredFace:
    """A measured face of bytes; nothing in them is run.

    Raises:
        pickle.UnpicklingError: they are damaged, or hold something else.
    """
    if zlib.crc32(memoryview(content)[_CHECK_BYTES:]) != int.from_bytes(content[:_CHECK_BYTES], "little"):
        raise pickle.UnpicklingError("damaged")
    stream = io.BytesIO(content)
    stream.seek(_CHECK_BYTES)
    face = _FaceUnpickler(stream).load()
    if not isinstance(face, MeasuredFace):
        raise pickle.UnpicklingError(f"a {type(face).__name__} is no measured face")
    face.image.setflags(write=False)
    return face


class _FacePickler(pickle.Pickler):
    """Writes shape and type alone of arrays of nothing but zeros: most faces have nothing before the hair."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype == np.float32 and not value.any():
            return np.zeros, (value.shape, value.dtype)
        return NotImplemented


class _FaceUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        of_numpy = module.partition(".")[0] == "numpy" and name in _OF_NUMPY
        if (module, name) in _CLASSES or of_numpy:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a measured face")


_DAMAGE = (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, ImportError, LookupError)
"""What reading damaged bytes raises."""
