"""Pictures of annotated photographs: masks on bare faces, every other face and attribute as it was.

A picture is about one face, its *leading* one, whose wear state the plan chose. In a whole scene other bare
faces may wear masks as well, each in a state of its own. Every mask is rendered on the photograph as it was
and laid in; none may touch the box of another face.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.records import sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.survey import SurveyedFace
from fmld_synth.generation.template_choice import Chosen, TemplateChoice
from fmld_synth.geometry import Box, ByteArray, FloatArray
from fmld_synth.photographs.framing import Frame, compression_in_frame, cut_out, face_in_frame
from fmld_synth.photographs.reading import Photograph
from fmld_synth.synthesis.sample import Sample, Scene
from fmld_synth.wear import wear_state

COMPANIONS = 0.5
"""Share of a scene's other bare faces that are given a mask as well."""
MOST_OF_A_NEIGHBOUR = 0.001
"""Share of another face's box that a mask and its shadow may touch."""
LEAST_IN_OWN_BOX = 0.03
"""Share of its own face's box that a mask covers at least."""


@dataclass(frozen=True, eq=False)
class Worn:
    """A mask that was put on one face of a view.

    Attributes:
        index: the face's place among the annotations.
        face: its mesh, in pixels of the view's image.
        state: name of the wear state.
        seed: of the mask.
        chosen: template and colourway.
        sample: as rendered on the view's image, without the other masks.
    """

    index: int
    face: Face
    state: str
    seed: int
    chosen: Chosen
    sample: Sample


class View:
    """One frame of an annotated photograph, and what is measured in it once for all its pictures.

    Args:
        photograph: as read.
        annotation: its faces.
        frame: the part that is shown.
        surveyed: usable faces that the view may put masks on.
        landmarks: float32 (478, 3) of each of them, by index, in pixels of the photograph.
        configuration, engine, choice: of the run.
    """

    def __init__(
        self,
        photograph: Photograph,
        annotation: AnnotatedImage,
        frame: Frame,
        surveyed: Sequence[SurveyedFace],
        landmarks: Mapping[int, FloatArray],
        configuration: Configuration,
        engine: Engine,
        choice: TemplateChoice,
    ) -> None:
        self.frame = frame
        self.image: ByteArray = cut_out(photograph.image, frame)
        self.boxes = dict(boxes_in_frame(annotation, frame))
        self.surveyed = {face.index: face for face in surveyed}
        self._landmarks = landmarks
        self._compression = compression_in_frame(photograph.compression, frame)
        self._configuration, self._engine, self._choice = configuration, engine, choice
        self._scenes: dict[int, Scene] = {}

    def wear(self, index: int, state: str, seed: int) -> Worn:
        """Put a mask on one face.

        Raises:
            Rejected: it cannot keep its label, would hardly show in the face's box, or would touch another
                one; ``measured`` also names the template.
        """
        scene = self._scene(index)
        chosen = self._choice.draw(np.random.default_rng((seed, 0)))
        try:
            sample = self._engine.make(
                scene,
                wear_state(state),
                chosen.template,
                seed,
                colourway=chosen.colourway,
                rendering=self._configuration.rendering,
            )
            check_shows(sample, self.boxes[index])
            check_neighbours(sample, index, self.boxes)
        except Rejected as rejected:
            measured = {**rejected.measured, "template": chosen.selection}
            raise Rejected(rejected.stage, rejected.reason, measured) from None
        return Worn(index, scene.face, state, seed, chosen, sample)

    def companions(
        self, leading: int, seed: int, sha256: str, variant: int
    ) -> Iterator[tuple[int, str, int]]:
        """Which other bare faces wear a mask in the picture with this seed: index, state and seed of each."""
        mix = self._configuration.mix
        for index, face in sorted(self.surveyed.items()):
            generator = np.random.default_rng((seed, 4, index))
            states = [state for state in mix if state in face.states]
            if index == leading or not states or generator.random() >= COMPANIONS:
                continue
            weights = np.array([mix[state] for state in states])
            state = states[int(generator.choice(len(states), p=weights / weights.sum()))]
            yield index, state, sample_seed(seed, sha256, index, variant)

    def _scene(self, index: int) -> Scene:
        if index not in self._scenes:
            surveyed = self.surveyed[index]
            face = Face(self._landmarks[index], surveyed.head_pose, surveyed.score, index)
            self._scenes[index] = self._engine.prepare(
                self.image, face_in_frame(face, self.frame), self._compression
            )
        return self._scenes[index]


def boxes_in_frame(annotation: AnnotatedImage, frame: Frame) -> Iterator[tuple[int, Box]]:
    """Boxes of the annotated faces in pixels of the picture, by index, as far as they lie inside."""
    across, down = frame.picture_width / frame.width, frame.picture_height / frame.height
    for index, face in enumerate(annotation.faces):
        box = Box(
            (face.box.x - frame.left) * across,
            (face.box.y - frame.top) * down,
            face.box.width * across,
            face.box.height * down,
        ).clipped(frame.picture_width, frame.picture_height)
        if box.area > 0:
            yield index, box


def check_shows(sample: Sample, box: Box) -> None:
    """Let a mask pass that is seen in its face's own box: a label belongs to what the box holds.

    Raises:
        Rejected: hardly any of it lies there, as when a mask hangs below a box that ends at the chin.
    """
    share = float(sample.matte[_pixels(box)].mean()) / 255
    if share < LEAST_IN_OWN_BOX:
        raise Rejected("render", "outside_box", {"share": round(share, 4)})


def check_neighbours(sample: Sample, index: int, boxes: Mapping[int, Box]) -> None:
    """Let a mask pass that leaves the other faces alone.

    Raises:
        Rejected: mask or shadow touch another face's box.
    """
    touched = changed_pixels(sample)
    for other, box in boxes.items():
        if other == index:
            continue
        share = float(touched[_pixels(box)].mean())
        if share > MOST_OF_A_NEIGHBOUR:
            raise Rejected("render", "neighbour_covered", {"share": round(share, 4), "neighbour": other})


def check_apart(sample: Sample, others: Sequence[Sample]) -> None:
    """Let a mask pass that does not lie on or under another mask of the scene.

    Raises:
        Rejected: they share pixels.
    """
    touched = changed_pixels(sample)
    for other in others:
        shared = int(np.count_nonzero(touched & changed_pixels(other)))
        if shared:
            raise Rejected("render", "masks_overlap", {"pixels": shared})


def _pixels(box: Box) -> tuple[slice, slice]:
    """Rows and columns that a box inside the picture touches, at least one of each."""
    return (
        slice(int(box.y), math.ceil(box.y + box.height)),
        slice(int(box.x), math.ceil(box.x + box.width)),
    )


def changed_pixels(sample: Sample) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """bool (height, width): where a sample differs from its photograph."""
    changed: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = (sample.matte > 0) | sample.shadow
    return changed


def laid_in(image: ByteArray, samples: Sequence[Sample]) -> ByteArray:
    """A picture with all masks of a scene, uint8 (height, width, 3), RGB.

    Args:
        image: the picture without masks.
        samples: each rendered on ``image`` alone; they share no pixels.
    """
    picture = image.copy()
    for sample in samples:
        changed = changed_pixels(sample)
        picture[changed] = sample.image[changed]
    return picture
