"""How many photographs yield every wear state that fits in their frame, and why the others do not.

    python benchmarks/measure_yield.py FOLDER [--attempts 3] [--json]

Judged on the largest usable face of each photograph.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face
from fmld_synth.faces.quality import check_face
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine, standard_engine
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.photographs.reading import Photograph, read_photograph
from fmld_synth.wear import fitting_states, masked_states, wear_state


@dataclass
class Verdict:
    """What became of one photograph.

    Attributes:
        photograph: its path.
        excluded: why it cannot be used at all, or None.
        made: states that were made.
        missed: states that fit but failed, with the reason of the last attempt.
    """

    photograph: str
    excluded: str | None = None
    made: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)


def refusal(face: Face, photograph: Photograph) -> Rejected | None:
    """Why the gates with their default options refuse a face, or None."""
    options = Configuration(input="unused", output="unused")
    try:
        check_face(
            face, photograph.width, photograph.height, min_face=options.min_face, max_yaw=options.max_yaw
        )
    except Rejected as rejected:
        return rejected
    return None


def usable_face(faces: list[Face], photograph: Photograph) -> Face:
    """The largest face that passes the gates.

    Raises:
        Rejected: there is none; the reason is that of the largest face.
    """
    refusals = []
    for face in faces:
        refused = refusal(face, photograph)
        if refused is None:
            return face
        refusals.append(refused)
    raise refusals[0] if refusals else Rejected("face", "no_face")


def judge(path: Path, engine: Engine, choice: TemplateChoice, attempts: int) -> Verdict:
    """Try every fitting state on one photograph, each with up to ``attempts`` templates and seeds."""
    verdict = Verdict(str(path))
    try:
        photograph = read_photograph(path)
        face = usable_face(engine.find_faces(photograph.image), photograph)
    except Rejected as rejected:
        verdict.excluded = f"{rejected.stage}: {rejected.reason}"
        return verdict
    measured = engine.prepare(photograph.image, face, photograph.compression)
    states = fitting_states(measured.shares_in_frame, masked_states())
    if not states:
        verdict.excluded = "face: no state fits in the frame"
    generator = np.random.default_rng(int(photograph.sha256[:8], 16))
    for state in states:
        for _ in range(attempts):
            _, template, colorway = choice.draw(generator, state)
            seed = int(generator.integers(2**32))
            try:
                engine.make(measured, wear_state(state), template, seed, colorway=colorway)
            except Rejected as rejected:
                verdict.missed[state] = f"{rejected.reason} ({template.name})"
            else:
                verdict.made.append(state)
                verdict.missed.pop(state, None)
                break
    return verdict


def show(verdicts: list[Verdict], console: Console) -> None:
    """Print the yield, the reasons and the misses."""
    usable = [verdict for verdict in verdicts if verdict.excluded is None]
    whole = sum(not verdict.missed for verdict in usable)
    console.print(
        f"{len(verdicts)} photographs, {len(usable)} with a usable face; {whole} of these "
        f"({whole / max(len(usable), 1):.1%}) yield every wear state that fits in their frame"
    )
    table = Table("wear state", "fits", "made", "share")
    for state in masked_states():
        made = sum(state in verdict.made for verdict in usable)
        fits = made + sum(state in verdict.missed for verdict in usable)
        table.add_row(state, str(fits), str(made), f"{made / fits:.1%}" if fits else "")
    console.print(table)
    for reason, count in Counter(verdict.excluded for verdict in verdicts if verdict.excluded).most_common():
        console.print(f"not usable: {count} {reason}")
    for verdict in usable:
        for state, reason in verdict.missed.items():
            console.print(f"missed: {verdict.photograph} {state}: {reason}")
    for verdict in verdicts:
        if verdict.excluded:
            console.print(f"not usable: {verdict.photograph} {verdict.excluded}")


def main() -> None:
    """Read the command line and print the yield."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--attempts", type=int, default=3, help="templates and seeds to try for a state")
    parser.add_argument("--json", action="store_true", help="print one verdict a photograph as JSON")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    engine = standard_engine()
    choice = TemplateChoice(engine, (), ())
    paths = find_photographs(options.folder).photographs
    verdicts = [judge(path, engine, choice, options.attempts) for path in paths]
    if options.json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], indent=1))
    else:
        show(verdicts, Console(width=120))


if __name__ == "__main__":
    main()
