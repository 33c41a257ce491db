"""A transform that puts masks on faces, for training pipelines.

    from fmld_synth.transforms import WearMask

    wear = WearMask(p=0.5, states="nose_exposed,chin", seed=1)
    result = wear(image=photograph)  # {"image": ..., "mask": ..., "bboxes": ..., "label": ...}

It follows the protocol of albumentations, keyword arguments in and a dictionary out, and works alone, inside an
albumentations ``Compose``, or in pipelines of other libraries; it needs none of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fmld_synth.api import prepare
from fmld_synth.choices import BoxFormat, RenderingChoice, checked
from fmld_synth.errors import Rejected, UserError
from fmld_synth.execution.reproducible import one_opencv_thread
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS
from fmld_synth.faces.regions import region_shares_in_frame
from fmld_synth.generation.shares import read_shares
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.prepared_face import PreparedFace
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.sample import Sample
from fmld_synth.synthesis.things.kinds import chosen_kinds
from fmld_synth.wear import CLASS_NUMBERS, default_mix, fitting_states, wear_state

TRIES = 3
"""Masks tried on a face before it stays bare."""


class WearMask:
    """Puts a mask on the largest bare face of a picture.

    A call takes ``image``, uint8 (height, width, 3), RGB, and anything else by name, and returns all of it with

    - ``image``: the picture, with a mask or as it was
    - ``mask``: uint8 (height, width): where ``mask`` came in, its pixels under the mask are set to ``mask_value``;
      else the mask's alpha, 255 opaque
    - ``bboxes``: as they came in, for faces do not move; where none came in, the face's box, float32 (1, 4), or
      (0, 4) where no face is found
    - ``label``: class number: 0 ``correct``, 1 ``incorrect``, 2 ``none``; where no mask is put on, what came in,
      else 2
    - ``wear_state``: its name; ``unmasked`` where no mask is put on

    Args:
        p: how likely a mask is, 0 to 1.
        states: wear states to draw from: ``"nose_exposed,chin"``, with shares ``"chin=0.3,correct=0.7"``, a list or
            a mapping; None draws as ``generate`` does.
        template: name, family or path of a template; None draws one of all.
        rendering: ``full``, ``flat`` or ``mixed``.
        prints: share of the masks of cloth that show a print, 0 to 1.
        things: share of faces with a mask that are also given things that are no masks, 0 to 1.
        thing_kinds: names of their kinds, such as ``["cup", "phone"]``; empty for all.
        seed: equal pictures in equal order give equal masks; None gives others in every process.
        landmarks: what finds the face.
        mask_value: of pixels in a ``mask`` that came in, 0 to 255.
        box_format: of boxes that are made: ``pascal_voc`` (left, top, right, bottom in pixels), or ``albumentations``
            (the same as shares of the picture), as transforms inside a ``Compose`` with ``bbox_params`` pass them on.

    Raises:
        UserError: an argument is wrong.

    Example:
        >>> from fmld_synth.transforms import WearMask
        >>> image = fmld_synth.prepare(portrait)[0].image
        >>> result = WearMask(p=1, states="chin", seed=1)(image=image)
        >>> result["label"], result["wear_state"], result["mask"].max()
        (1, 'chin', np.uint8(255))
    """

    available_keys = frozenset({"image", "mask", "bboxes", "label"})
    """What it takes and gives; a ``Compose`` of albumentations asks for it."""

    def __init__(
        self,
        p: float = 0.5,
        states: str | Sequence[str] | Mapping[str, float] | None = None,
        *,
        template: str | None = None,
        rendering: RenderingChoice = "full",
        prints: float = 0.0,
        things: float = 0.0,
        thing_kinds: Sequence[str] = (),
        seed: int | None = None,
        landmarks: str = DEFAULT_LANDMARKS,
        mask_value: int = 1,
        box_format: BoxFormat = "pascal_voc",
    ) -> None:
        if not 0 <= p <= 1:
            raise UserError(f"`p` {p}: give a probability from 0 to 1")
        if mask_value not in range(256):
            raise UserError(f"`mask_value` {mask_value}: give 0 to 255")
        checked(box_format, BoxFormat, "box_format")
        if not (0 <= prints <= 1 and 0 <= things <= 1):
            raise UserError(f"`prints` {prints}, `things` {things}: give shares from 0 to 1")
        self.p, self.mask_value, self.box_format = p, mask_value, box_format
        self.mix = _mix(states)
        checked(rendering, RenderingChoice, "rendering")
        self.template, self.rendering = template, rendering
        self.prints, self.things = prints, things
        self.thing_kinds = chosen_kinds(thing_kinds, things)
        self.landmarks = landmarks
        self._seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
        self._calls = 0

    def __repr__(self) -> str:
        shares = ", ".join(f"{name}={share:.3g}" for name, share in self.mix.items())
        return f"WearMask(p={self.p}, states={shares!r})"

    def add_targets(self, additional_targets: Mapping[str, str]) -> None:
        """Further pictures of a ``Compose`` are left as they are."""

    @one_opencv_thread()
    def __call__(self, *, image: ByteArray, **others: Any) -> dict[str, Any]:
        # The picture's content keeps apart the workers of a loader, which all count their calls from 0.
        chance = random_stream(
            self._seed,
            RandomStream.ON_THE_FLY,
            self._calls,
            zlib.crc32(np.ascontiguousarray(image).tobytes()),
        )
        self._calls += 1
        wanted = chance.random() < self.p
        face = next(iter(prepare(image, self.landmarks)), None) if wanted or "bboxes" not in others else None
        sample = self._worn(face, chance) if wanted and face is not None else None
        found = {"bboxes": self._boxes(face, image)} if "bboxes" not in others else {}
        if sample is None or sample.parameters is None:
            untouched = {"label": CLASS_NUMBERS["none"], "mask": np.zeros(image.shape[:2], np.uint8)}
            return {**untouched, **found, **others, "image": image, "wear_state": "unmasked"}
        state = sample.parameters.wear_state
        return {
            **others,
            **found,
            "image": sample.image,
            "mask": self._marked(others.get("mask"), sample),
            "label": CLASS_NUMBERS[wear_state(state).label],
            "wear_state": state,
        }

    def _worn(self, face: PreparedFace, chance: np.random.Generator) -> Sample | None:
        """The face with a mask; None where none keeps its label."""
        height, width = face.image.shape[:2]
        states = fitting_states(region_shares_in_frame(face.face.landmarks, width, height), self.mix)
        if not states:
            return None
        shares = np.array([self.mix[state] for state in states])
        for _ in range(TRIES):
            state = states[int(chance.choice(len(states), p=shares / shares.sum()))]
            seed = int(chance.integers(1 << 48))
            try:
                return face.wear(
                    state,
                    template=self.template,
                    seed=seed,
                    rendering=self.rendering,
                    prints=self.prints,
                    things=self.things,
                    thing_kinds=self.thing_kinds,
                )
            except Rejected:
                continue
        return None

    def _marked(self, mask: ByteArray | None, sample: Sample) -> ByteArray:
        if mask is None:
            return sample.matte
        marked = np.array(mask)
        marked[sample.matte >= 128] = self.mask_value
        return marked

    def _boxes(self, face: PreparedFace | None, image: ByteArray) -> FloatArray:
        if face is None:
            return np.zeros((0, 4), np.float32)
        height, width = image.shape[:2]
        box: Box = face.face.box.clipped(width, height)
        corners = np.array([[box.x, box.y, box.x + box.width, box.y + box.height]], np.float32)
        if self.box_format == "albumentations":
            corners /= np.array([width, height] * 2, np.float32)
        return corners


def _mix(states: str | Sequence[str] | Mapping[str, float] | None) -> dict[str, float]:
    if states is None:
        return default_mix()
    try:
        shares = read_shares(states)
    except ValueError as error:
        raise UserError(f"`states`: {error}") from None
    for name in shares:
        if wear_state(name).geometry is None:
            raise UserError(f"`states` {name}: nothing is worn; `p` says how often a face stays bare")
    return {name: share for name, share in shares.items() if share > 0}
