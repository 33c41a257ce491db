"""What is written of a masked film: the film, its tracks, and a labeled set of some of its frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from fmld_synth.dataset.file_names import FILM, SEQUENCE, TRACK_CLASSES, TRACKS
from fmld_synth.dataset.record_lines import read_lines, to_line
from fmld_synth.dataset.records import PERSON, Record, RecordedFace, SourceReference, WornMask
from fmld_synth.dataset.sample_names import film_person, sample_id
from fmld_synth.faces.face import Face
from fmld_synth.files import EXTENSIONS, encode_image, part_of, sha256_of, write_file, writing_failed
from fmld_synth.films.frame import Frame
from fmld_synth.films.video_file import VideoFile
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.picture_records import in_pixels, inks_of, key_points_of
from fmld_synth.generation.work import UnitResult
from fmld_synth.geometry import ByteArray
from fmld_synth.masked_films.choosing import PersonMask
from fmld_synth.masked_films.mot import TrackLine, sequence_info, write_line
from fmld_synth.photographs import framing
from fmld_synth.synthesis.sample import Sample
from fmld_synth.wear import LABELS, UNMASKED, Coverage, wear_state

DEFAULT_EVERY = 10
"""Of so many frames one becomes a picture of the set: the frames between show nearly the same."""


@dataclass(frozen=True, eq=False)
class ShownPerson:
    """A person in one frame.

    Attributes:
        number: of the person, counted from 1.
        face: smoothed, in pixels of the frame.
        found: whether the face was found in this frame; otherwise it lies between others.
        mask: what the person wears here, and how it looks; None for a bare face.
    """

    number: int
    face: Face
    found: bool
    mask: tuple[PersonMask, Sample] | None

    @property
    def state(self) -> str:
        """Name of the wear state."""
        return self.mask[0].state if self.mask else UNMASKED


class FilmSet:
    """Writes a masked film frame by frame; its film and its tracks appear when all is well.

    Args:
        configuration: of the run.
        film_sha256: hash of the original's file.
    """

    def __init__(self, configuration: Configuration, film_sha256: str) -> None:
        self._configuration, self._film_sha256 = configuration, film_sha256
        self._output = Path(configuration.output)
        self._split = next(iter(configuration.split))
        self._film, self._tracks = part_of(self._output / FILM), part_of(self._output / "tracks")
        self._records = part_of(self._output / "records")
        self._size = (0, 0)
        self._frames = 0
        self._end = 0.0
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            try:
                self._track_lines = opened.enter_context(
                    self._tracks.open("w", encoding="utf-8", newline="\n")
                )
                self._record_lines = opened.enter_context(
                    self._records.open("w", encoding="utf-8", newline="\n")
                )
            except OSError as error:
                raise writing_failed(self._output, error, resumable=False) from error
            self._video = VideoFile(self._film)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()
        for part in (self._film, self._tracks, self._records):
            part.unlink(missing_ok=True)

    def add(self, frame: Frame, picture: ByteArray, people: Sequence[ShownPerson]) -> None:
        """Append a frame.

        Args:
            frame: of the original.
            picture: uint8 (height, width, 3), RGB: the same with masks.
            people: who is seen.

        Raises:
            UserError: a file cannot be written.
        """
        self._size = self._size if self._frames else (picture.shape[1], picture.shape[0])
        self._video.add(picture, frame.seconds, frame.duration)
        try:
            for person in people:
                write_line(self._track_lines, _track_line(self._frames, person, self._size))
            if people and self._frames % (self._configuration.every or DEFAULT_EVERY) == 0:
                self._record_lines.write(to_line(self._write_picture(frame, picture, people)))
        except OSError as error:
            raise writing_failed(self._output, error, resumable=False) from error
        self._frames += 1
        self._end = frame.seconds + frame.duration

    def finish(self) -> None:
        """Put film and tracks in place.

        Raises:
            UserError: a file cannot be written.
        """
        self._video.close()
        name, rate = Path(self._configuration.input).stem, self._frames / max(self._end, 1e-3)
        write_file(self._output / TRACK_CLASSES, ("\n".join(LABELS) + "\n").encode())
        write_file(self._output / SEQUENCE, sequence_info(name, rate, self._frames, *self._size).encode())
        try:
            self._opened.close()
            self._tracks.replace(self._output / TRACKS)
            self._film.replace(self._output / FILM)
        except OSError as error:
            raise writing_failed(self._output, error, resumable=False) from error

    def units(self) -> Iterator[list[UnitResult]]:
        """What was recorded, one picture at a time; call it when the set is finished, before it is left."""
        for record in read_lines(self._records, Record):
            sha256 = record.source.sha256
            yield [UnitResult(sha256=sha256, records=(record,), rejections=(), failed=())]

    def _write_picture(self, frame: Frame, picture: ByteArray, people: Sequence[ShownPerson]) -> Record:
        """Write a picture of the set and its mattes; who wears a mask, and is seen largest, leads."""
        configuration = self._configuration
        ordered = sorted(people, key=lambda one: (one.mask is None, -one.face.box.area, one.number))
        name = f"frame{self._frames:06d}"
        identifier = sample_id(self._film_sha256, 0, name)
        place = f"{self._split}/{ordered[0].state}/{identifier}"
        content = encode_image(picture, configuration.format, configuration.quality)
        path = f"images/{place}.{EXTENSIONS[configuration.format]}"
        write_file(self._output / path, content)
        height, width = picture.shape[:2]
        original = sha256_of(frame.image.tobytes())
        return Record(
            id=identifier,
            split=self._split,
            kind="synthetic",
            image=path,
            image_sha256=sha256_of(content),
            format=configuration.format,
            quality=configuration.quality,
            width=width,
            height=height,
            source=SourceReference(
                folder=configuration.input, path=name, sha256=original, width=width, height=height
            ),
            identity=film_person(self._film_sha256, ordered[0].number),
            group=self._film_sha256[:16],
            crop="none",
            frame=framing.Frame(0, 0, width, height, width, height),
            faces=tuple(self._recorded(person, place) for person in ordered),
        )

    def _recorded(self, person: ShownPerson, place: str) -> RecordedFace:
        mask, coverage = None, Coverage(0, 0, 0, 0)
        if person.mask is not None:
            worn, sample = person.mask
            coverage = sample.coverage
            mask = self._worn_mask(worn, sample, f"{place}-person{person.number}")
        return RecordedFace(
            index=person.number - 1,
            box=in_pixels(person.face.box),
            label=wear_state(person.state).label,
            wear_state=person.state,
            attributes={PERSON: str(person.number)},
            head_pose=person.face.head_pose,
            key_points=key_points_of(person.face),
            coverage=coverage,
            mask=mask,
        )

    def _worn_mask(self, worn: PersonMask, sample: Sample, place: str) -> WornMask:
        assert sample.mask_box is not None, "what is worn is seen"
        path = sha256 = None
        if self._configuration.mattes:
            content = encode_image(sample.matte, "png", 100)
            path, sha256 = f"mattes/{place}.png", sha256_of(content)
            write_file(self._output / path, content)
        return WornMask(
            template=worn.chosen.selection,
            template_sha256=worn.chosen.template.sha256,
            colorway=worn.chosen.colorway,
            colors=inks_of(worn.chosen),
            seed=worn.seed,
            parameters=worn.parameters,
            box=in_pixels(sample.mask_box),
            matte=path,
            matte_sha256=sha256,
        )


def _track_line(frame: int, person: ShownPerson, size: tuple[int, int]) -> TrackLine:
    box = person.face.box
    visible = box.clipped(*size).area / max(box.area, 1.0)
    label = wear_state(person.state).label
    return TrackLine(frame + 1, person.number, box, person.found, label, visible)
