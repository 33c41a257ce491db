"""Making the pictures of one photograph: it is decoded, and each of its faces measured, once."""

from __future__ import annotations

from pathlib import Path

from fmld_synth.dataset.records import ORIGINAL, UNLABELED, Kind, Record, Rejection
from fmld_synth.dataset.sample_names import sample_id, sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.files import EXTENSIONS, encode_image, sha256_of, write_file
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.framed_photograph import FramedPhotograph, Worn, check_apart
from fmld_synth.generation.picture_records import (
    Matte,
    PictureFile,
    bare_face,
    others_of,
    picture_record,
    worn_face,
)
from fmld_synth.generation.plan import Slot
from fmld_synth.generation.survey import picture_frame
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.generation.work import UnitResult, WorkUnit, unchanged
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.copying import copied
from fmld_synth.photographs.framing import Frame
from fmld_synth.regular_files import read_regular_file
from fmld_synth.synthesis.layering import laid_in
from fmld_synth.wear import UNMASKED

REAL = "real"
"""Ends the id of a picture of an annotated set that is kept as it is; of a plain photograph it is ``unmasked``."""


def produce(
    unit: WorkUnit, root: Path, configuration: Configuration, engine: Engine, choice: TemplateChoice
) -> UnitResult:
    """Make the pictures of a unit and write their files.

    Raises:
        UserError: the photograph changed since the survey, or a file cannot be written.
    """
    production = _Production(unit, root, configuration, engine, choice)
    records = [production.keep(index) for index in unit.kept]
    records += [
        record
        for index in unit.kept
        for number in range(unit.with_things)
        if (record := production.add_things(index, number)) is not None
    ]
    failed = []
    for slot in unit.slots:
        record = production.fill(slot)
        if record is None:
            failed.append((slot.key.face, slot.number))
        else:
            records.append(record)
    return UnitResult(
        sha256=unit.photograph.sha256,
        part=unit.part,
        records=tuple(records),
        rejections=tuple(production.rejections),
        failed=tuple(failed),
    )


class _Production:
    """One photograph, of which pictures are made."""

    def __init__(
        self, unit: WorkUnit, root: Path, configuration: Configuration, engine: Engine, choice: TemplateChoice
    ) -> None:
        self._unit, self._root, self._configuration = unit, root, configuration
        self._engine, self._choice = engine, choice
        self._output = Path(configuration.output)
        self._photograph = unchanged(root, unit.photograph)
        self._framed: dict[Frame, FramedPhotograph] = {}
        self.rejections: list[Rejection] = []

    def fill(self, slot: Slot) -> Record | None:
        """Try the variants of a slot until one keeps its label; note those that do not."""
        leading, sha256 = slot.key.face, self._unit.photograph.sha256
        framed = self._frame(leading)
        for variant in slot.variants:
            seed = sample_seed(self._configuration.seed, sha256, leading, variant)
            masks = self._put_on(framed, leading, slot.state, seed, variant, [])
            if masks:
                for index, state, its_seed in framed.companions(leading, seed, variant):
                    masks += self._put_on(framed, index, state, its_seed, variant, masks)
                return self._write(framed, sample_id(sha256, leading, variant), masks)
        return None

    def keep(self, index: int) -> Record:
        """The picture of a face as it is; of a whole scene, the scene."""
        surveyed = self._unit.photograph
        framed = self._frame(index)
        leading = [bare_face(index, framed, surveyed)] if surveyed.annotated_faces else []
        identifier = sample_id(surveyed.sha256, index, UNMASKED if surveyed.found else REAL)
        category = leading[0].category if leading else UNLABELED
        picture = self._write_kept(framed, f"images/{self._unit.split}/{category}/{identifier}")
        faces = [*leading, *others_of(index, framed, surveyed, self._configuration)]
        kind: Kind = "synthetic" if surveyed.found else "real"
        return picture_record(
            identifier, self._unit, self._root, self._configuration, framed, picture, faces, kind
        )

    def add_things(self, index: int, number: int) -> Record | None:
        """A picture of a bare face with things on it; None where none of those drawn shows in the frame."""
        surveyed, framed = self._unit.photograph, self._frame(index)
        seed = sample_seed(self._configuration.seed, surveyed.sha256, index, number)
        try:
            sample = framed.with_things(index, seed)
        except Rejected:
            return None
        if not sample.things:
            return None
        identifier = sample_id(surveyed.sha256, index, f"{UNMASKED}-{number:04d}")
        picture = self._write_picture(sample.image, f"{self._unit.split}/{UNMASKED}/{identifier}")
        leading = bare_face(index, framed, surveyed, sample.things)
        faces = [leading, *others_of(index, framed, surveyed, self._configuration)]
        return picture_record(
            identifier, self._unit, self._root, self._configuration, framed, picture, faces, "synthetic"
        )

    def _frame(self, index: int) -> FramedPhotograph:
        """The frame of a face; faces of a whole scene share it."""
        surveyed = self._unit.photograph
        assert surveyed.annotation is not None, "only photographs that could be read are used"
        frame = picture_frame(surveyed.annotation, surveyed.sha256, index, self._configuration)
        if frame not in self._framed:
            self._framed[frame] = FramedPhotograph(
                self._photograph,
                surveyed,
                frame,
                self._unit.landmarks,
                self._configuration,
                self._engine,
                self._choice,
            )
        return self._framed[frame]

    def _put_on(
        self, framed: FramedPhotograph, index: int, state: str, seed: int, variant: int, masks: list[Worn]
    ) -> list[Worn]:
        """A mask on a face beside those worn already; none, and a note why, when that cannot be."""
        try:
            worn = framed.wear(index, state, seed)
            check_apart(worn.sample, [other.sample for other in masks])
        except Rejected as rejected:
            self.rejections.append(
                Rejection(
                    source=self._unit.photograph.path,
                    face=index,
                    wear_state=state,
                    variant=variant,
                    stage=rejected.stage,
                    reason=rejected.reason,
                    measured=rejected.measured,
                )
            )
            return []
        return [worn]

    def _write(self, framed: FramedPhotograph, identifier: str, masks: list[Worn]) -> Record:
        """Write a picture and the mattes of its masks, the leading face's first."""
        leading = masks[0]
        place = f"{self._unit.split}/{leading.state}/{identifier}"
        picture = self._write_picture(laid_in(framed.image, [worn.sample for worn in masks]), place)
        surveyed = self._unit.photograph
        worn_faces = {
            mask.index: worn_face(
                mask,
                framed,
                surveyed,
                self._write_matte(mask, place if mask is leading else f"{place}-face{mask.index}"),
            )
            for mask in masks
        }
        others = others_of(leading.index, framed, surveyed, self._configuration)
        faces = [worn_faces[leading.index], *(worn_faces.get(face.index or 0, face) for face in others)]
        return picture_record(
            identifier, self._unit, self._root, self._configuration, framed, picture, faces, "synthetic"
        )

    def _write_picture(self, image: ByteArray, place: str) -> PictureFile:
        content = encode_image(image, self._configuration.format, self._configuration.quality)
        extension = EXTENSIONS[self._configuration.format]
        picture = PictureFile(f"images/{place}.{extension}", sha256_of(content), self._configuration.format)
        write_file(self._output / picture.path, content, resumable=True)
        return picture

    def _write_matte(self, worn: Worn, place: str) -> Matte:
        if not self._configuration.mattes:
            return Matte(None, None)
        content = encode_image(worn.sample.matte, "png", 100)
        matte = Matte(f"mattes/{place}.png", sha256_of(content))
        write_file(self._output / f"mattes/{place}.png", content, resumable=True)
        return matte

    def _write_kept(self, framed: FramedPhotograph, place: str) -> PictureFile:
        """Write a picture as it is: encoded like the made ones, so that nothing but the mask tells them apart; in
        a split without made ones the file itself, where the picture shows all of it."""
        configuration, path = self._configuration, self._photograph.path
        file = None
        if (
            configuration.leaves_alone(self._unit.split)
            and framed.image.shape == self._photograph.image.shape
        ):
            file = copied(path, read_regular_file(path), keep_metadata=configuration.keep_metadata)
        if file is not None:
            (content, extension), encoding = file, ORIGINAL
        else:
            content = encode_image(framed.image, configuration.format, configuration.quality)
            extension, encoding = EXTENSIONS[configuration.format], configuration.format
        picture = PictureFile(f"{place}.{extension}", sha256_of(content), encoding)
        write_file(self._output / picture.path, content, resumable=True)
        return picture
