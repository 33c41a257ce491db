"""Making all samples of one photograph: it is decoded, and each face measured, once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from fmld_synth.dataset.records import (
    BoxInPixels,
    Record,
    Rejection,
    SourceReference,
    sample_id,
    sample_seed,
)
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.face import Face
from fmld_synth.files import EXTENSIONS, encode_image, sha256_of, write_file
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.plan import Slot
from fmld_synth.generation.record_fields import colours_of, in_pixels, key_points_of
from fmld_synth.generation.survey import SurveyedFace, SurveyedPhotograph
from fmld_synth.generation.template_choice import Chosen, TemplateChoice
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph, read_photograph
from fmld_synth.synthesis.sample import Sample, Scene
from fmld_synth.wear import Coverage, wear_state

UNMASKED = "unmasked"


@dataclass(frozen=True)
class WorkUnit:
    """What one worker does in one go: samples of one photograph in one round.

    Attributes:
        photograph: as surveyed.
        part: number of the unit, where a photograph has many samples in a round.
        slots: masked samples to make, sorted.
        unmasked: faces of which the photograph itself is added.
        kept: annotated faces whose real picture joins the set.
        identity, group, split: see :class:`Record`.
        landmarks: file of float32 landmarks, 478 x 3 a row.
    """

    photograph: SurveyedPhotograph
    part: int
    slots: tuple[Slot, ...]
    unmasked: tuple[int, ...]
    kept: tuple[int, ...]
    identity: str
    group: str
    split: str
    landmarks: Path


class UnitKey(NamedTuple):
    """Names a unit of work: photograph, round of the plan, part of the photograph's samples in it."""

    sha256: str
    round: int
    part: int


class UnitResult(BaseModel):
    """What became of a work unit.

    Attributes:
        sha256: of the photograph.
        round, part: number of the plan's round, and of the unit among those of the photograph in it.
        records: accepted samples; their files are written.
        rejections: attempts that failed.
        failed: numbers of slots, by face, none of whose attempts was accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    round: int = 0
    part: int = 0
    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    failed: tuple[tuple[int, int], ...]

    @property
    def key(self) -> UnitKey:
        """The name of the unit."""
        return UnitKey(self.sha256, self.round, self.part)


def read_landmarks(path: Path, row: int, rows: int) -> FloatArray:
    """Rows of a landmark file: float32 (rows, 478, 3)."""
    values = np.fromfile(path, np.float32, count=rows * 478 * 3, offset=row * 478 * 3 * 4)
    return values.reshape(rows, 478, 3)


def produce(
    unit: WorkUnit, root: Path, configuration: Configuration, engine: Engine, choice: TemplateChoice
) -> UnitResult:
    """Make the samples of a unit and write their files.

    Raises:
        UserError: the photograph changed since the survey, or a file cannot be written.
    """
    surveyed = unit.photograph
    photograph = unchanged(root, surveyed)
    landmarks = read_landmarks(unit.landmarks, *surveyed.all_rows)
    records: list[Record] = []
    rejections: list[Rejection] = []
    failed = []
    slots = {face: list(group) for face, group in groupby(unit.slots, key=lambda slot: slot.key.face)}
    for face in surveyed.faces:
        if face.index not in slots and face.index not in unit.unmasked:
            continue
        bench = _Bench(unit, face, root, photograph, landmarks, configuration, engine, choice)
        if face.index in unit.unmasked:
            records.append(bench.unmasked())
        for slot in slots.get(face.index, ()):
            record = bench.fill(slot, rejections)
            if record is None:
                failed.append((face.index, slot.number))
            else:
                records.append(record)
    return UnitResult(
        sha256=surveyed.sha256,
        part=unit.part,
        records=tuple(records),
        rejections=tuple(rejections),
        failed=tuple(failed),
    )


def unchanged(root: Path, surveyed: SurveyedPhotograph) -> Photograph:
    """The photograph as it was surveyed.

    Raises:
        UserError: it is missing or another one now.
    """
    try:
        photograph = read_photograph(root / surveyed.path)
    except Rejected:
        photograph = None
    if photograph is None or photograph.sha256 != surveyed.sha256:
        raise UserError(
            f"{root / surveyed.path} changed while the set was made: put it back and --resume, or --overwrite"
        )
    return photograph


class _Bench:
    """One face, framed and measured, on which its samples are made."""

    def __init__(
        self,
        unit: WorkUnit,
        surveyed: SurveyedFace,
        root: Path,
        photograph: Photograph,
        landmarks: FloatArray,
        configuration: Configuration,
        engine: Engine,
        choice: TemplateChoice,
    ) -> None:
        self._unit, self._surveyed, self._configuration = unit, surveyed, configuration
        self._root, self._engine, self._choice = root, engine, choice
        frame = surveyed.frame
        self._image = cut_out(photograph.image, frame)
        in_photograph = Face(landmarks[surveyed.index], surveyed.head_pose, surveyed.score, surveyed.index)
        self._face = face_in_frame(in_photograph, frame)
        self._others = _boxes_of_others(landmarks, surveyed, self._image)
        self._compression = compression_in_frame(photograph.compression, frame)
        self._scene: Scene | None = None

    def fill(self, slot: Slot, rejections: list[Rejection]) -> Record | None:
        """Try the variants of a slot until one keeps its label; note those that do not."""
        sha256 = self._unit.photograph.sha256
        for variant in slot.variants:
            seed = sample_seed(self._configuration.seed, sha256, slot.key.face, variant)
            chosen = self._choice.draw(np.random.default_rng((seed, 0)))
            try:
                if self._scene is None:
                    self._scene = self._engine.prepare(self._image, self._face, self._compression)
                sample = self._engine.make(
                    self._scene,
                    wear_state(slot.state),
                    chosen.template,
                    seed,
                    colourway=chosen.colourway,
                    rendering=self._configuration.rendering,
                )
            except Rejected as rejected:
                rejections.append(
                    Rejection(
                        source=self._unit.photograph.path,
                        face=slot.key.face,
                        wear_state=slot.state,
                        variant=variant,
                        stage=rejected.stage,
                        reason=rejected.reason,
                        measured={**rejected.measured, "template": chosen.selection},
                    )
                )
                continue
            return self._write(sample, slot.state, sample_id(sha256, slot.key.face, variant), seed, chosen)
        return None

    def unmasked(self) -> Record:
        """The photograph itself, in the same frame and encoding as the masked pictures."""
        matte = np.zeros(self._image.shape[:2], np.uint8)
        sample = Sample(self._image, matte, matte.astype(bool), Coverage(0, 0, 0, 0), None, None)
        identifier = sample_id(self._unit.photograph.sha256, self._surveyed.index, UNMASKED)
        return self._write(sample, UNMASKED, identifier, 0, None)

    def _write(self, sample: Sample, state: str, identifier: str, seed: int, chosen: Chosen | None) -> Record:
        configuration, unit = self._configuration, self._unit
        output = Path(configuration.output)
        folder = f"{unit.split}/{state}"
        content = encode_image(sample.image, configuration.format, configuration.quality)
        image = f"images/{folder}/{identifier}.{EXTENSIONS[configuration.format]}"
        write_file(output / image, content)
        matte = matte_sha256 = None
        if configuration.mattes and chosen is not None:
            matte_content = encode_image(sample.matte, "png", 100)
            matte, matte_sha256 = f"mattes/{folder}/{identifier}.png", sha256_of(matte_content)
            write_file(output / matte, matte_content)
        return Record(
            id=identifier,
            split=unit.split,
            wear_state=state,
            label=wear_state(state).label,
            image=image,
            image_sha256=sha256_of(content),
            matte=matte,
            matte_sha256=matte_sha256,
            format=configuration.format,
            quality=configuration.quality,
            width=sample.image.shape[1],
            height=sample.image.shape[0],
            source=SourceReference(
                folder=self._root.as_posix(),
                path=unit.photograph.path,
                sha256=unit.photograph.sha256,
                width=unit.photograph.width,
                height=unit.photograph.height,
                face=self._surveyed.index,
            ),
            identity=unit.identity,
            group=unit.group,
            crop=configuration.crop,
            frame=self._surveyed.frame,
            template=chosen.selection if chosen else None,
            template_sha256=chosen.template.sha256 if chosen else None,
            colourway=chosen.colourway if chosen else None,
            colours=colours_of(chosen) if chosen else None,
            seed=seed,
            parameters=sample.parameters,
            face_box=in_pixels(self._face.box),
            mask_box=in_pixels(sample.mask_box) if sample.mask_box else None,
            other_face_boxes=self._others,
            head_pose=self._surveyed.head_pose,
            key_points=key_points_of(self._face),
            coverage=sample.coverage,
        )


def _boxes_of_others(
    landmarks: FloatArray, surveyed: SurveyedFace, image: ByteArray
) -> tuple[BoxInPixels, ...]:
    """Boxes of the photograph's other faces, as far as they lie inside the picture."""
    boxes = []
    for index, points in enumerate(landmarks):
        if index != surveyed.index:
            face = face_in_frame(Face(points, surveyed.head_pose, 0.0, index), surveyed.frame)
            box = face.box.clipped(image.shape[1], image.shape[0])
            if box.area > 0:
                boxes.append(in_pixels(box))
    return tuple(boxes)
