"""Records of pictures of annotated photographs, made or kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from fmld_synth.dataset.annotations import AnnotatedFace
from fmld_synth.dataset.records import FurtherFace, Record, SourceReference, WornMask
from fmld_synth.generation.annotated.pictures import View
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.production import WorkUnit
from fmld_synth.generation.record_fields import exactly, in_pixels
from fmld_synth.wear import wear_state

NO_MASK: Mapping[str, Any] = {
    **dict.fromkeys(WornMask.model_fields), "seed": 0, "key_points": ()
}  # fmt: skip


NOTHING: tuple[None, None] = (None, None)


class PictureFile(NamedTuple):
    """A written picture: its path below the set's folder, SHA-256 and encoding."""

    path: str
    sha256: str
    format: str


@dataclass(frozen=True)
class SceneRecords:
    """Makes the records of one annotated photograph.

    Attributes:
        unit: names photograph, annotation and split.
        root: folder of the annotated set.
        configuration: of the run.
    """

    unit: WorkUnit
    root: Path
    configuration: Configuration

    def record(
        self,
        identifier: str,
        view: View,
        leading: int | None,
        picture: PictureFile,
        masks: Mapping[int, tuple[str, WornMask]],
    ) -> Record:
        """The record of a picture.

        Args:
            identifier: its id.
            view: what it shows.
            leading: the face it is about; None for a scene without faces.
            picture: its file.
            masks: wear state and mask of the faces that were given one; none in a real picture.
        """
        unit, photograph, annotation = self.unit, self.unit.photograph, self.unit.photograph.annotation
        assert annotation is not None
        face = annotation.faces[leading] if leading is not None else None
        state, mask = masks.get(leading, NOTHING) if leading is not None else NOTHING
        others = {index: box for index, box in view.boxes.items() if index != leading}
        whole_scene = self.configuration.crop == "none"
        return Record(
            id=identifier,
            split=unit.split,
            wear_state=state or (face.wear_state if face else None),
            label=wear_state(state).label if state else face.label if face else None,
            image=picture.path,
            image_sha256=picture.sha256,
            format=picture.format,
            quality=self.configuration.quality,
            width=view.image.shape[1],
            height=view.image.shape[0],
            source=SourceReference(
                folder=self.root.as_posix(),
                path=photograph.path,
                sha256=photograph.sha256,
                width=photograph.width,
                height=photograph.height,
                face=leading or 0,
                box=exactly(face.box) if face else None,
            ),
            identity=unit.identity,
            group=unit.group,
            crop=self.configuration.crop,
            frame=view.frame,
            face_box=in_pixels(view.boxes[leading]) if leading is not None else None,
            other_face_boxes=() if whole_scene else tuple(map(in_pixels, others.values())),
            kind="synthetic" if masks else "real",
            difficult=bool(face and face.difficult),
            attributes=dict(face.attributes) if face else {},
            faces=tuple(
                _further(index, annotation.faces[index], view, *masks.get(index, NOTHING)) for index in others
            )
            if whole_scene
            else (),
            **({name: getattr(mask, name) for name in WornMask.model_fields} if mask else NO_MASK),
        )


def _further(
    index: int, face: AnnotatedFace, view: View, state: str | None, mask: WornMask | None
) -> FurtherFace:
    return FurtherFace(
        index=index,
        box=in_pixels(view.boxes[index]),
        source_box=exactly(face.box),
        label=wear_state(state).label if state else face.label,
        wear_state=state or face.wear_state,
        difficult=face.difficult,
        attributes=dict(face.attributes),
        mask=mask,
    )
