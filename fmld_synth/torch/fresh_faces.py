"""What a classifier learns from when its pictures are drawn while it trains: other masks in every epoch.

Classes come equally often, as from the preset for classifiers. The validation split, of other people, is drawn once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from fmld_synth.baselines.data.cutting import cut_and_shrunk
from fmld_synth.baselines.data.samples import DrawnFaces, FaceSample, part_of_crop
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.training_set import TRAIN, VAL, TrainingSet, check_classes
from fmld_synth.dataset.annotations import AnnotatedFace
from fmld_synth.dataset.label_schemes import LabelScheme, label_scheme
from fmld_synth.errors import UserError
from fmld_synth.generation.presets import find_preset
from fmld_synth.on_the_fly.drawing import DrawnFace
from fmld_synth.photographs.framing import Margin
from fmld_synth.torch.worn_masks import WornMasks
from fmld_synth.wear import wear_state

BARE = 1 / 3
"""Share of bare faces: with as many correct as incorrect masks, every class is a third."""
PER_FACE, PER_FACE_OF_VAL = 13, 6
"""Pictures of each face in an epoch and in the validation split: as many as a written set of the preset holds of a
face, and half of it."""


class FreshTrainingSet(TrainingSet[FaceSample]):
    """Faces that wear other masks in every epoch."""

    def in_epoch(self, epoch: int) -> DrawnFaces:
        """See :class:`TrainingSet`."""
        assert isinstance(self.train, _EpochOfFaces)
        return self.train.of_epoch(epoch)


def fresh_faces(
    photographs: Path, cache: Path, recipe: Recipe, side: int, **options: Any
) -> TrainingSet[FaceSample]:
    """The faces of a folder of photographs, for a classifier.

    Args:
        photographs: bare faces.
        cache: folder for what is measured of them.
        recipe: names the label scheme and gives the seed.
        side: longest side of a face in pixels.
        options: of the pictures, over those of the preset.

    Raises:
        UserError: there are no faces, or too few people for a validation split, or classes are missing.
    """
    chosen = {
        **find_preset("classifier"),
        "include_correct": 0.5,
        "seed": recipe.seed,
        "size": side,
        **options,
    }
    for name in ("include_unmasked", "per_face"):
        chosen.pop(name, None)
    scheme = label_scheme(recipe.label_scheme)
    train, val = (
        _EpochOfFaces(
            WornMasks(photographs, side=side, bare=BARE, per_face=per_face, part=part, cache=cache, **chosen),
            scheme,
            recipe.crop_margin,
            0,
        )
        for part, per_face in ((TRAIN, PER_FACE), (VAL, PER_FACE_OF_VAL))
    )
    kept = list(val)
    check_classes(
        Counter(sample.label for sample in kept), scheme, f"the {VAL} split of {photographs}", recipe
    )
    fingerprint = hashlib.sha256()
    for faces in (train, val):
        fingerprint.update("\n".join(face.key for face in faces.masks.faces).encode())
    return FreshTrainingSet(train, kept, [], fingerprint.hexdigest())


class _EpochOfFaces(DrawnFaces):
    def __init__(self, masks: WornMasks, scheme: LabelScheme, margin: Margin, epoch: int) -> None:
        self.masks, self._scheme, self._margin, self._epoch = masks, scheme, margin, epoch
        self.groups = np.zeros(len(masks), np.int64)

    def of_epoch(self, epoch: int) -> _EpochOfFaces:
        return _EpochOfFaces(self.masks, self._scheme, self._margin, epoch)

    def __len__(self) -> int:
        return len(self.masks)

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < len(self):  # what ends an iteration
            raise IndexError(index)
        return self._sample(self.masks.drawn(index, self._epoch), index)

    def _sample(self, drawn: DrawnFace, index: int) -> FaceSample:
        face = self.masks.face_of(index)
        pixels, inside = cut_and_shrunk(drawn.sample.image, drawn.box, self._margin, self.masks.side)
        described = AnnotatedFace(drawn.box, wear_state(drawn.state).label, wear_state=drawn.state)
        label = self._scheme.number_of(described)
        if label is None:
            raise UserError(f"recipe: label_scheme: {self._scheme.name} has no class for {drawn.state}")
        path = face.root / face.photograph.path
        mask = part_of_crop(drawn.sample.mask_box, drawn.box, inside, pixels)
        return FaceSample(
            pixels, label, face.identity, path, face.photograph.path, drawn.box, inside, drawn.state, mask
        )
