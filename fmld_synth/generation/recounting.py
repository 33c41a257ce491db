"""The description of a set whose pictures are no longer those it was made with: everything counted is counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fmld_synth.dataset.summary import Tally, fingerprint


def recounted(description: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    """A description with the counts and the fingerprint of other pictures.

    Args:
        description: of ``dataset.json``.
        tally: of the pictures that are there now.

    Raises:
        KeyError, TypeError, ValueError: it is not such a description.
    """
    before = description["counts"]
    counts = {
        **before,
        "images": tally.images,
        "by_wear_state": dict(sorted(tally.wear_states.items())),
        "by_label": dict(sorted(tally.labels.items())),
        "by_split": {split: tally.splits[split] for split in before["by_split"]},
        "faces_by_label": dict(sorted(tally.faces.items())),
        "photographs_used": tally.photographs,
    }
    return {**description, "counts": counts, "fingerprint": fingerprint(tally.files)}
