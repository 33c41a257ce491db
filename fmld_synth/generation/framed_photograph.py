"""One frame of a photograph, in which masks are put on its faces.

A picture is about one face, its *leading* one, whose wear state the plan chose. Where a set says that other faces of
the scene are bare as well, they may wear masks too, each in a state of its own. Every mask is rendered on the
photograph as it was and laid in; none may touch the box that a set draws around another face.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.generation.survey import SurveyedPhotograph
from fmld_synth.generation.template_choice import Chosen, TemplateChoice
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.photographs.framing import Frame, compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph
from fmld_synth.synthesis.layering import changed_pixels
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.sample import MeasuredFace, Sample, bare
from fmld_synth.wear import UNMASKED, wear_state

COMPANIONS = 0.5
"""Share of a scene's other bare faces that are given a mask as well."""
MOST_OF_A_NEIGHBOR = 0.001
"""Share of another face's box that a mask and its shadow may touch."""
LEAST_IN_OWN_BOX = 0.03
"""Share of its own face's box that a mask covers at least."""


@dataclass(frozen=True, eq=False)
class Worn:
    """A mask that was put on one face.

    Attributes:
        index: the face's place among the annotations.
        face: its mesh, in pixels of the picture.
        state: name of the wear state.
        seed: of the mask.
        chosen: template and colorway.
        sample: as rendered on the picture, without the other masks.
    """

    index: int
    face: Face
    state: str
    seed: int
    chosen: Chosen
    sample: Sample


class FramedPhotograph:
    """One frame of a photograph, and what is measured in it once for all its pictures.

    Args:
        photograph: as read.
        surveyed: its faces.
        frame: the part that is shown.
        landmarks: of its usable faces, in their order: float32 (faces, 478, 3).
        configuration, engine, choice: of the run.

    Attributes:
        frame: as given.
        image: the picture without masks: uint8 (height, width, 3), RGB.
        boxes: of all faces in pixels of the picture, by index; annotated ones as far as they lie inside.
    """

    def __init__(
        self,
        photograph: Photograph,
        surveyed: SurveyedPhotograph,
        frame: Frame,
        landmarks: FloatArray,
        configuration: Configuration,
        engine: Engine,
        choice: TemplateChoice,
    ) -> None:
        self.frame = frame
        self.image: ByteArray = cut_out(photograph.image, frame)
        self.boxes = boxes_in_frame(surveyed, frame)
        self._surveyed = surveyed
        self._usable = {face.index: face for face in surveyed.faces}
        self._landmarks = {face.index: landmarks[place] for place, face in enumerate(surveyed.faces)}
        self._compression = compression_in_frame(photograph.compression, frame)
        self._configuration, self._engine, self._choice = configuration, engine, choice
        self._measured_faces: dict[int, MeasuredFace] = {}

    def wear(self, index: int, state: str, seed: int) -> Worn:
        """Put a mask on one face.

        Raises:
            Rejected: it cannot keep its label, would hardly show in the face's annotated box, or would touch another
                one; ``measured`` also names the template.
        """
        chosen = self._choice.draw(random_stream(seed, RandomStream.TEMPLATE), state)
        try:
            measured = self._measured_face(index)
            sample = put_on(measured, state, seed, chosen, self._configuration, self._engine)
            if not self._surveyed.found:  # boxes that a set draws are labels, and stay true
                check_shows(sample, self.boxes[index])
                check_neighbors(sample, index, self.boxes)
        except Rejected as rejected:
            numbers = {**rejected.measured, "template": chosen.selection}
            raise Rejected(rejected.stage, rejected.reason, numbers) from None
        return Worn(index, measured.face, state, seed, chosen, sample)

    def with_things(self, index: int, seed: int) -> Sample:
        """A bare face with things that are no masks."""
        kinds = self._configuration.thing_kinds
        measured = self._measured_face(index)
        return bare(self._engine.add_things(measured, wear_state(UNMASKED), seed, 1.0, kinds))

    def companions(self, leading: int, seed: int, variant: int) -> Iterator[tuple[int, str, int]]:
        """Which other faces wear a mask in the whole scene with this seed: index, state and seed of each.

        Only faces that their set calls bare: of the others of a plain photograph nobody said how they wear a mask.
        """
        if self._configuration.crop != "none":
            return
        mix = self._configuration.mix
        for index, face in sorted(self._usable.items()):
            if index == leading or self._surveyed.annotated_faces[index].label != "none":
                continue
            generator = random_stream(seed, RandomStream.COMPANIONS, index)
            states = [state for state in mix if state in face.states]
            if not states or generator.random() >= COMPANIONS:
                continue
            weights = np.array([mix[state] for state in states])
            state = states[int(generator.choice(len(states), p=weights / weights.sum()))]
            yield index, state, sample_seed(seed, self._surveyed.sha256, index, variant)

    def face(self, index: int) -> Face:
        """The mesh of a usable face in pixels of the picture."""
        usable = self._usable[index]
        mesh = Face(self._landmarks[index], usable.head_pose, usable.score, index)
        return face_in_frame(mesh, self.frame)

    def _measured_face(self, index: int) -> MeasuredFace:
        if index not in self._measured_faces:
            self._measured_faces[index] = self._engine.prepare(
                self.image, self.face(index), self._compression
            )
        return self._measured_faces[index]


def put_on(
    measured: MeasuredFace, state: str, seed: int, chosen: Chosen, options: SetOptions, engine: Engine
) -> Sample:
    """Put a mask on a face that was measured, and things, as often as the options say.

    Args:
        measured: the face in its picture.
        state: name of the wear state.
        seed: of the mask.
        chosen: template and colorway.
        options: of the set.
        engine: renders it.

    Raises:
        Rejected: it cannot keep its label.
    """
    worn = wear_state(state)
    if options.things:
        measured = engine.add_things(measured, worn, seed, options.things, options.thing_kinds)
    return engine.make(
        measured,
        worn,
        chosen.template,
        seed,
        colorway=chosen.colorway,
        rendering=options.rendering,
        prints=options.prints,
    )


def boxes_in_frame(surveyed: SurveyedPhotograph, frame: Frame) -> dict[int, Box]:
    """Boxes of all faces in pixels of the picture, by index.

    A set's boxes are cut at the picture's border, and left out when nothing is inside. Those of meshes may reach
    outside, as meshes do.
    """
    boxes = ((index, face.box) for index, face in enumerate(surveyed.annotated_faces))
    if surveyed.found:
        return {index: _moved_as_meshes_are(box, frame) for index, box in boxes}
    across, down = frame.picture_width / frame.width, frame.picture_height / frame.height
    cut = {
        index: Box(
            (box.x - frame.left) * across, (box.y - frame.top) * down, box.width * across, box.height * down
        ).clipped(frame.picture_width, frame.picture_height)
        for index, box in boxes
    }
    return {index: box for index, box in cut.items() if box.area > 0}


def _moved_as_meshes_are(box: Box, frame: Frame) -> Box:
    """With the float32 arithmetic of :func:`face_in_frame`, so that it is the box of the moved mesh."""
    corners = np.array([(box.x, box.y), (box.x + box.width, box.y + box.height)], np.float32)
    corners *= np.float32(frame.scale)
    corners += np.array((-frame.left * frame.scale, -frame.top * frame.scale), np.float32)
    return Box.around(corners)


def check_shows(sample: Sample, box: Box) -> None:
    """Raise Rejected unless a mask is seen in its face's own box: a label belongs to what the box holds.

    Raises:
        Rejected: hardly any of it lies there, as when a mask hangs below a box that ends at the chin.
    """
    share = float(sample.matte[_pixels(box)].mean()) / 255
    if share < LEAST_IN_OWN_BOX:
        raise Rejected("render", "outside_box", {"share": round(share, 4)})


def check_neighbors(sample: Sample, index: int, boxes: Mapping[int, Box]) -> None:
    """Raise Rejected unless a mask leaves the other faces alone.

    Raises:
        Rejected: mask or shadow touch another face's box.
    """
    touched = changed_pixels(sample)
    for other, box in boxes.items():
        if other == index:
            continue
        share = float(touched[_pixels(box)].mean())
        if share > MOST_OF_A_NEIGHBOR:
            raise Rejected("render", "neighbor_covered", {"share": round(share, 4), "neighbor": other})


def check_apart(sample: Sample, others: Sequence[Sample]) -> None:
    """Raise Rejected unless a mask lies apart from the other masks of the scene.

    Raises:
        Rejected: they share pixels.
    """
    for other in others:
        shared = int(np.count_nonzero(changed_pixels(sample) & changed_pixels(other)))
        if shared:
            raise Rejected("render", "masks_overlap", {"pixels": shared})


def _pixels(box: Box) -> tuple[slice, slice]:
    """Rows and columns that a box inside the picture touches, at least one of each."""
    return (
        slice(int(box.y), math.ceil(box.y + box.height)),
        slice(int(box.x), math.ceil(box.x + box.width)),
    )
