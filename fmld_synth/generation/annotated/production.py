"""Making the pictures of one annotated photograph, and keeping those of its real faces."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.records import (
    ORIGINAL,
    UNLABELLED,
    Record,
    Rejection,
    WornMask,
    sample_id,
    sample_seed,
)
from fmld_synth.errors import Rejected
from fmld_synth.files import EXTENSIONS, encode_image, sha256_of, write_file
from fmld_synth.generation.annotated.pictures import View, Worn, check_apart, laid_in
from fmld_synth.generation.annotated.records import PictureFile, SceneRecords
from fmld_synth.generation.annotated.survey import picture_frame
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.plan import Slot
from fmld_synth.generation.production import UnitResult, WorkUnit, read_landmarks, unchanged
from fmld_synth.generation.record_fields import colours_of, in_pixels, key_points_of
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.geometry import Box
from fmld_synth.photographs.reading import ORIENTATION

REAL = "real"
COPIED = {".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".webp": "webp"}
"""Extensions of files that can join the set as they are."""
WHOLE_SCENE = -1
"""Key of the one view that all faces of a whole scene share."""


def produce_scene(
    unit: WorkUnit, root: Path, configuration: Configuration, engine: Engine, choice: TemplateChoice
) -> UnitResult:
    """Make the pictures of a unit of an annotated photograph and write their files.

    Raises:
        UserError: the photograph changed since the survey, or a file cannot be written.
    """
    bench = _Bench(unit, root, configuration, engine, choice)
    records = [bench.keep(index) for index in unit.kept]
    failed = []
    for slot in unit.slots:
        record = bench.fill(slot)
        if record is None:
            failed.append((slot.key.face, slot.number))
        else:
            records.append(record)
    return UnitResult(
        sha256=unit.photograph.sha256,
        part=unit.part,
        records=tuple(records),
        rejections=tuple(bench.rejections),
        failed=tuple(failed),
    )


class _Bench:
    """One annotated photograph, on which its pictures are made."""

    def __init__(
        self, unit: WorkUnit, root: Path, configuration: Configuration, engine: Engine, choice: TemplateChoice
    ) -> None:
        assert unit.photograph.annotation is not None
        self._unit, self._configuration = unit, configuration
        self._engine, self._choice = engine, choice
        self._annotation: AnnotatedImage = unit.photograph.annotation
        self._photograph = unchanged(root, unit.photograph)
        self._whole_scene = configuration.crop == "none"
        self._views: dict[int, View] = {}
        self._records = SceneRecords(unit, root, configuration)
        self.rejections: list[Rejection] = []

    def fill(self, slot: Slot) -> Record | None:
        """Try the variants of a slot until one keeps its label; note those that do not."""
        leading, sha256 = slot.key.face, self._unit.photograph.sha256
        view = self._view(leading)
        for variant in slot.variants:
            seed = sample_seed(self._configuration.seed, sha256, leading, variant)
            masks = self._put_on(view, leading, slot.state, seed, variant, [])
            if not masks:
                continue
            if self._whole_scene:
                for index, state, its_seed in view.companions(leading, seed, sha256, variant):
                    masks += self._put_on(view, index, state, its_seed, variant, masks)
            return self._write(view, sample_id(sha256, leading, variant), masks)
        return None

    def keep(self, index: int) -> Record:
        """The real picture of a face; of a whole scene, the scene."""
        leading = index if self._annotation.faces else None
        view = self._view(index)
        identifier = sample_id(self._unit.photograph.sha256, index, REAL)
        face = None if leading is None else self._annotation.faces[leading]
        category = (face.wear_state or face.label if face else None) or UNLABELLED
        picture = self._write_real(view, f"images/{self._unit.split}/{category}/{identifier}")
        return self._records.record(identifier, view, leading, picture, {})

    def _view(self, index: int) -> View:
        key = WHOLE_SCENE if self._whole_scene else index
        if key not in self._views:
            faces = [face for face in self._unit.photograph.faces if key in (WHOLE_SCENE, face.index)]
            annotated = self._annotation
            box = annotated.faces[index].box if annotated.faces else Box(0, 0, 1, 1)
            self._views[key] = View(
                self._photograph,
                annotated,
                picture_frame(annotated.width, annotated.height, box, self._configuration),
                faces,
                {face.index: read_landmarks(self._unit.landmarks, face.row, 1)[0] for face in faces},
                self._configuration,
                self._engine,
                self._choice,
            )
        return self._views[key]

    def _put_on(
        self, view: View, index: int, state: str, seed: int, variant: int, masks: list[Worn]
    ) -> list[Worn]:
        """A mask on a face beside those worn already; none, and a note why, when that cannot be."""
        try:
            worn = view.wear(index, state, seed)
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

    def _write(self, view: View, identifier: str, masks: list[Worn]) -> Record:
        """Write a picture and the mattes of its masks, the leading face's first."""
        leading = masks[0]
        place = f"{self._unit.split}/{leading.state}/{identifier}"
        image = laid_in(view.image, [worn.sample for worn in masks])
        content = encode_image(image, self._configuration.format, self._configuration.quality)
        extension = EXTENSIONS[self._configuration.format]
        picture = PictureFile(f"images/{place}.{extension}", sha256_of(content), self._configuration.format)
        write_file(Path(self._configuration.output) / picture.path, content)
        worn = {
            mask.index: (
                mask.state,
                self._worn(mask, place if mask is leading else f"{place}-face{mask.index}"),
            )
            for mask in masks
        }
        return self._records.record(identifier, view, leading.index, picture, worn)

    def _worn(self, worn: Worn, place: str) -> WornMask:
        """Write the matte of a mask."""
        matte = matte_sha256 = None
        if self._configuration.mattes:
            content = encode_image(worn.sample.matte, "png", 100)
            matte, matte_sha256 = f"mattes/{place}.png", sha256_of(content)
            write_file(Path(self._configuration.output) / matte, content)
        sample, chosen = worn.sample, worn.chosen
        assert sample.parameters is not None and sample.mask_box is not None, "a mask is worn"
        return WornMask(
            template=chosen.selection,
            template_sha256=chosen.template.sha256,
            colourway=chosen.colourway,
            colours=colours_of(chosen),
            seed=worn.seed,
            parameters=sample.parameters,
            mask_box=in_pixels(sample.mask_box),
            matte=matte,
            matte_sha256=matte_sha256,
            head_pose=worn.face.head_pose,
            key_points=key_points_of(worn.face),
            coverage=sample.coverage,
        )

    def _write_real(self, view: View, place: str) -> PictureFile:
        """Write a real picture: encoded like the made ones, so that nothing but the mask tells them apart; in
        a split without made ones the file itself, where the picture shows all of it."""
        configuration, path = self._configuration, self._photograph.path
        whole = view.image.shape == self._photograph.image.shape
        if configuration.leaves_alone(self._unit.split) and whole and _can_be_copied(path):
            content, extension, encoding = path.read_bytes(), COPIED[path.suffix.lower()], ORIGINAL
        else:
            content = encode_image(view.image, configuration.format, configuration.quality)
            extension, encoding = EXTENSIONS[configuration.format], configuration.format
        picture = PictureFile(f"{place}.{extension}", sha256_of(content), encoding)
        write_file(Path(configuration.output) / picture.path, content)
        return picture


def _can_be_copied(path: Path) -> bool:
    """Whether every program shows the file as it is read here: of a usual kind, not turned by EXIF."""
    if path.suffix.lower() not in COPIED:
        return False
    with Image.open(path) as image:
        return bool(image.getexif().get(ORIENTATION, 1) == 1)
