"""Make a set from a folder of photographs, with correct and unmasked pictures beside the incorrect ones.

python examples/make_a_set.py faces/ out/
"""

import sys

import fmld_synth


def main(faces: str, output: str) -> None:
    """Half of the masked pictures are worn correctly; every photograph also joins the set as it is."""
    summary = fmld_synth.generate_dataset(
        {
            "input": faces,
            "output": output,
            "per_face": 4,
            "include_correct": 0.5,
            "include_unmasked": True,
            "crop": "face",
            "size": 256,
            "split": {"train": 0.8, "test": 0.2},
            "identity_from": "parent",
        }
    )
    print(summary.model_dump_json(indent=2))


if __name__ == "__main__":  # worker processes import this file
    main(*sys.argv[1:3])
