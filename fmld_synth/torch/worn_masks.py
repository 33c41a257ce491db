"""A data set for PyTorch whose faces wear another mask in every epoch.

from torch.utils.data import DataLoader
from fmld_synth.torch import WornMasks

faces = WornMasks("faces/", cache="cache/", wear="nose_exposed=0.5,chin=0.5", bare=0.3)
loader = DataLoader(faces, batch_size=32, shuffle=True, num_workers=2)
for epoch in range(10):
    faces.set_epoch(epoch)
    for batch in loader:
        ...  # batch["image"], batch["label"]
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.reproducible import one_opencv_thread, reproducible_kernels
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.set_options import make_set_options
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.on_the_fly.bare_faces import BareFace, find_bare_faces
from fmld_synth.on_the_fly.drawing import DrawnFace, FaceDrawer
from fmld_synth.on_the_fly.prepared_faces import DEFAULT_BYTES, FacesInFolder, FacesInMemory, PreparedFaces
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.wear import CLASS_NUMBERS, wear_state

Item = dict[str, Any]


class WornMasks(Dataset[Item]):
    """Photographs of bare faces; each item is one of them with a mask drawn afresh.

    An item depends on the options, the seed, the epoch and its index: never on the number of workers, or on what was
    asked for before. It is a dictionary that PyTorch's own collation makes batches of:

    - ``image``: uint8 (3, side, side), RGB
    - ``label``: class number: 0 ``correct``, 1 ``incorrect``, 2 ``none``
    - ``wear_state``: its name, ``unmasked`` for a bare face
    - ``matte``: uint8 (side, side), alpha of the mask, 255 opaque
    - ``face_box``, ``mask_box``: float32 (4,): left, top, right, bottom in pixels of ``image``; nan without a mask
    - ``coverage``: float32, the fields of :class:`fmld_synth.wear.Coverage` in their order: covered share of nose,
      lips, chin, and so on; nan where it cannot be measured
    - ``identity``: who it is

    Args:
        input: folder of photographs, a photograph, a text file with one path a line, or with ``input_format`` the
            folder of an annotated set, of which the bare faces are used.
        side: of the pictures, which are stretched to squares, in pixels.
        bare: share of items without a mask, 0 to 1.
        per_face: items a face in one epoch.
        part: only people of this split: ``train``, ``val`` or ``test``; None takes all.
        cache: folder for measured faces and the survey; None keeps faces in the memory of each worker.
        cache_bytes: most that is kept.
        transform: is given each item, and returns what takes its place.
        workers: processes that look for faces at the start; None is one a core.
        options: of :class:`fmld_synth.Configuration`: ``wear``, ``include_correct``, ``templates``, ``colors``,
            ``crop`` (``face`` unless said otherwise), ``rendering``, ``seed``, ``min_face`` and so on.

    Raises:
        UserError: an option is wrong, or the input shows no usable face.

    Attributes:
        faces: what it draws on; item ``i`` is of face ``i % len(faces)``.
        side: of the pictures, in pixels.
    """

    def __init__(
        self,
        input: str | Path,
        *,
        side: int = 224,
        bare: float = 0.25,
        per_face: int = 1,
        part: str | None = None,
        cache: str | Path | None = None,
        cache_bytes: int = DEFAULT_BYTES,
        transform: Callable[[Item], Any] | None = None,
        workers: int | None = None,
        **options: Any,
    ) -> None:
        if not 0 <= bare <= 1:
            raise UserError(f"`bare` {bare}: give a share from 0 to 1")
        if per_face < 1:
            raise UserError(f"`per_face` {per_face}: give 1 or more")
        folder = Path(cache) if cache is not None else None
        self._options = make_set_options({"crop": "face", "size": side, **options, "input": input})
        self.side, self._bare, self._per_face = side, bare, per_face
        self._transform = transform
        self.faces: tuple[BareFace, ...] = find_bare_faces(
            self._options, part=part, cache=folder, workers=workers
        )
        self._prepared: PreparedFaces = (
            FacesInMemory(cache_bytes) if folder is None else FacesInFolder(folder / "faces", cache_bytes)
        )
        # In shared memory: workers that live on from epoch to epoch see it change.
        self._epoch = torch.zeros(1, dtype=torch.int64).share_memory_()  # type: ignore[no-untyped-call]
        self._tools: tuple[Engine, FaceDrawer] | None = None

    def __len__(self) -> int:
        return len(self.faces) * self._per_face

    def set_epoch(self, epoch: int) -> None:
        """Draw other masks from now on: those of this epoch, 0 or more."""
        self._epoch.fill_(epoch)

    @reproducible_kernels()
    def __getitem__(self, index: int) -> Any:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        item = as_item(self.drawn(index, int(self._epoch)), self.face_of(index).identity, self.side)
        return item if self._transform is None else self._transform(item)

    def face_of(self, index: int) -> BareFace:
        """The face that an item shows."""
        return self.faces[index % len(self.faces)]

    def __getstate__(self) -> dict[str, Any]:
        """Workers load networks and templates themselves."""
        return {**self.__dict__, "_tools": None}

    @reproducible_kernels()
    @one_opencv_thread()
    def drawn(self, index: int, epoch: int) -> DrawnFace:
        """What an item shows, before it is stretched; any number of threads may draw at once.

        Raises:
            UserError: the photograph is missing or another one now, or its face cannot be measured.
        """
        engine, drawer = self._tools = self._tools or self._made_tools()
        face = self.face_of(index)

        def measure() -> MeasuredFace:
            return face.measure(engine)

        try:
            measured = self._prepared.get(face.key, measure)
        except Rejected as rejected:
            raise UserError(f"{face.photograph.path}: {rejected.reason}; leave it out of the input") from None
        return drawer.draw(face, measured, epoch, index)

    def _made_tools(self) -> tuple[Engine, FaceDrawer]:
        engine = standard_engine(self._options.landmarks, self._options.print_folder)
        return engine, FaceDrawer(self._options, engine, self._bare)


def as_item(drawn: DrawnFace, identity: str, side: int) -> Item:
    """An item of a :class:`WornMasks`."""
    sample = drawn.sample
    height, width = sample.image.shape[:2]
    stretch = np.array([side / width, side / height] * 2, np.float32)
    return {
        "image": torch.from_numpy(np.stack(cv2.split(_stretched(sample.image, side)))),
        "label": CLASS_NUMBERS[wear_state(drawn.state).label],
        "wear_state": drawn.state,
        "matte": torch.from_numpy(_stretched(sample.matte, side)),
        "face_box": _corners(drawn.box, stretch),
        "mask_box": _corners(sample.mask_box, stretch),
        "coverage": torch.tensor([np.nan if share is None else share for share in sample.coverage]),
        "identity": identity,
    }


def _stretched(pixels: ByteArray, side: int) -> ByteArray:
    if pixels.shape[:2] == (side, side):
        return pixels.copy()
    method = cv2.INTER_AREA if min(pixels.shape[:2]) > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (side, side), interpolation=method), np.uint8)


def _corners(box: Box | None, stretch: np.ndarray[Any, np.dtype[np.float32]]) -> Tensor:
    if box is None:
        return torch.full((4,), torch.nan)
    corners = np.array([box.x, box.y, box.x + box.width, box.y + box.height], np.float32)
    return torch.from_numpy(corners * stretch)
