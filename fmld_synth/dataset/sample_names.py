"""What samples and the people of films are called, and the seed that a sample is drawn from."""

from __future__ import annotations

import hashlib


def sample_id(source_sha256: str, face: int, variant: int | str) -> str:
    """The name of a sample: the same whenever the same photograph, face and variant are used."""
    return f"{source_sha256[:16]}-{face}-{variant if isinstance(variant, str) else format(variant, '04d')}"


def film_person(film: str, number: int | str) -> str:
    """What somebody in a film is called: by the film's hash, or the beginning of it, and their number in the film."""
    return f"{film[:16]}-{number}"


def sample_seed(run_seed: int, source_sha256: str, face: int, variant: int) -> int:
    """The seed of a sample, 48 bits: a hash of the run's seed, the photograph, the face and the variant."""
    key = f"{run_seed}/{source_sha256}/{face}/{variant}".encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:6], "big")
