"""Put one mask on one face in every wear state and print what is covered.

python examples/one_face_every_state.py portrait.jpg out/
"""

import sys
from pathlib import Path

from PIL import Image

import fmld_synth
from fmld_synth.errors import Rejected
from fmld_synth.wear import MASKED_STATES


def main(portrait: str, output: str) -> None:
    """Write ``<wear state>.png`` for each state that fits the photograph."""
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    for state in MASKED_STATES:
        try:
            sample = fmld_synth.synthesize(portrait, wear_state=state, template="surgical_pleated", seed=7)
        except Rejected as rejected:
            print(f"{state:15} cannot be shown here: {rejected.reason}")
            continue
        Image.fromarray(sample.image).save(folder / f"{state}.png")
        print(f"{state:15} {sample.coverage}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
