"""One face of a photograph with a mask drawn afresh: what an item of a training set shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.framed_photograph import put_on
from fmld_synth.generation.plan import ATTEMPTS
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.geometry import Box
from fmld_synth.on_the_fly.bare_faces import BareFace
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.sample import Sample, bare
from fmld_synth.wear import UNMASKED, wear_state


@dataclass(frozen=True, eq=False)
class DrawnFace:
    """A face with or without a mask.

    Attributes:
        sample: picture, matte, coverage; see :class:`fmld_synth.Sample`.
        state: name of the wear state.
        box: the face in pixels of the picture, cut at its border.
    """

    sample: Sample
    state: str
    box: Box


class FaceDrawer:
    """Draws masks on faces.

    Args:
        options: the mix of wear states, templates, colors, rendering, prints and things.
        engine: puts masks on.
        bare_share: share of faces that wear no mask, 0 to 1.
    """

    def __init__(self, options: SetOptions, engine: Engine, bare_share: float) -> None:
        self._options, self._engine, self._bare_share = options, engine, bare_share
        self._choice = TemplateChoice(engine, options.templates, options.colors)

    def draw(self, face: BareFace, measured: MeasuredFace, epoch: int, index: int) -> DrawnFace:
        """The face as it looks in one epoch: equal arguments and options give equal pixels.

        A face on which no mask keeps its label, after some tries with other states and templates, stays bare.
        """
        chance = random_stream(self._options.seed, RandomStream.ON_THE_FLY, epoch, index)
        box = face.box(measured)
        mix = {state: share for state, share in self._options.mix.items() if state in face.surveyed.states}
        if chance.random() >= self._bare_share and mix:
            shares = np.array(list(mix.values()))
            for _ in range(ATTEMPTS):
                state = list(mix)[int(chance.choice(len(mix), p=shares / shares.sum()))]
                variant = int(chance.integers(1 << 32))
                seed = sample_seed(self._options.seed, face.photograph.sha256, face.surveyed.index, variant)
                try:
                    chosen = self._choice.draw(random_stream(seed, RandomStream.TEMPLATE), state)
                    sample = put_on(measured, state, seed, chosen, self._options, self._engine)
                    return DrawnFace(sample, state, box)
                except Rejected:
                    continue
        if self._options.things:
            seed = int(chance.integers(1 << 48))
            measured = self._engine.add_things(
                measured, wear_state(UNMASKED), seed, self._options.things, self._options.thing_kinds
            )
        return DrawnFace(bare(measured), UNMASKED, box)
