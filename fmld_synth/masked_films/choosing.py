"""Which mask a person wears throughout a film: chosen so that its label is true in as many frames as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.generation.template_choice import Chosen, TemplateChoice
from fmld_synth.synthesis.corrections import nudged
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.wear import Contract, Coverage, fitting_states, wear_state

DRAWS = 4
"""How often another mask is drawn when one does not hold in all frames that are tried."""
ROOM = 0.4
"""Share of what a contract leaves open between its least covered share and all that a mask must have in hand."""
CORRECTIONS = 8
"""How often a mask is moved."""


@dataclass(frozen=True, eq=False)
class PersonMask:
    """What a person wears.

    Attributes:
        state: name of the wear state.
        seed: of the mask.
        chosen: template and colorway.
        parameters: all that was drawn by chance, and corrected; the same in every frame.
    """

    state: str
    seed: int
    chosen: Chosen
    parameters: Parameters


def choose_mask(
    faces: Sequence[MeasuredFace],
    film_sha256: str,
    number: int,
    options: SetOptions,
    engine: Engine,
    choice: TemplateChoice,
) -> PersonMask | None:
    """Draw a mask for a person, and move it until its label is true in all of some frames.

    Args:
        faces: the person in these frames; their meshes suffice.
        film_sha256: hash of the film's file.
        number: of the person.
        options: of the run.
        engine: renders.
        choice: of templates.

    Returns:
        The first that holds in all frames, else the one that holds in most; None when none holds in any.
    """
    best, most = None, 0
    for draw in range(DRAWS):
        seed = sample_seed(options.seed, film_sha256, number, draw)
        state = _draw_state(faces, options, seed)
        if state is None:
            return None
        chosen = choice.draw(random_stream(seed, RandomStream.TEMPLATE), state)
        found = _first_fit(faces, state, chosen, seed, options, engine)
        for correction in range(1, CORRECTIONS + 1):
            if found is None:
                break
            broken = [_broken(measured, chosen, found, engine) for measured in faces]
            held = sum(not violations for violations, _ in broken)
            if held > most:
                best, most = PersonMask(state, seed, chosen, found), held
            if held == len(faces):
                return best
            violations, coverage = max(broken, key=lambda one: len(one[0]))
            found = nudged(found, coverage, violations, correction) if coverage is not None else None
    return best


def _draw_state(faces: Sequence[MeasuredFace], options: SetOptions, seed: int) -> str | None:
    """A wear state that can be shown in most of the frames; None when none can."""
    fitting = [fitting_states(measured.shares_in_frame, options.mix) for measured in faces]
    states = [name for name in options.mix if 2 * sum(name in one for one in fitting) > len(faces)]
    if not states:
        return None
    weights = np.array([options.mix[name] for name in states])
    generator = random_stream(seed, RandomStream.FILM)
    return states[int(generator.choice(len(states), p=weights / weights.sum()))]


def _first_fit(
    faces: Sequence[MeasuredFace], state: str, chosen: Chosen, seed: int, options: SetOptions, engine: Engine
) -> Parameters | None:
    """What the engine draws for the first face, from the middle on, for which the label holds."""
    middle = len(faces) // 2
    for measured in (*faces[middle:], *faces[:middle]):
        try:
            sample = engine.make(
                measured, wear_state(state), chosen.template, seed,
                colorway=chosen.colorway, rendering=options.rendering, prints=options.prints,
            )  # fmt: skip
        except Rejected:
            continue
        return sample.parameters
    return None


def _broken(
    measured: MeasuredFace, chosen: Chosen, parameters: Parameters, engine: Engine
) -> tuple[list[str], Coverage | None]:
    """What of a mask's contract is broken on a face, and what it covers; None when it lies outside the frame."""
    try:
        coverage = engine.render(measured, chosen.template, parameters).coverage
    except Rejected:
        return ["mask_area"], None
    return tightened(wear_state(parameters.wear_state).contract).violations(coverage), coverage


def tightened(contract: Contract) -> Contract:
    """A contract with room for what frames between those that are tried may show otherwise.

    Only what has to be covered is asked for more: what has to stay bare is drawn well away from its limit.
    """
    asked = {name: getattr(contract, name) for name in ("nose", "lips", "chin")}
    return replace(
        contract,
        **{name: (min(low + ROOM * (1 - low), high), high) for name, (low, high) in asked.items() if low > 0},
    )
