"""Put one mask on one face in every wear state and print what is covered.

python examples/one_face_every_state.py portrait.jpg out/
"""

import sys
from pathlib import Path

from PIL import Image

import fmld_synth
from fmld_synth.wear import masked_states


def main(portrait: str, output: str) -> None:
    """Write ``<wear state>.png`` for each state that fits the photograph."""
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    faces = fmld_synth.prepare(portrait)
    if not faces:
        sys.exit(f"{portrait}: no face found")
    for state in masked_states():
        try:
            sample = faces[0].wear(state, template="surgical_pleated", seed=7)
        except fmld_synth.Rejected as rejected:
            print(f"{state:15} cannot be shown here: {rejected.reason}")
            continue
        Image.fromarray(sample.image).save(folder / f"{state}.png")
        print(f"{state:15} {sample.coverage}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
