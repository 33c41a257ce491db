"""At which height of the eyes classifiers are right most often: how ``EYE_HEIGHT`` of the face finder was chosen.

    python benchmarks/measure_eye_height.py SET MODEL [MODEL ...]

SET is one of ``fmld-synth generate`` whose pictures show more than the face (``--crop face`` or none); each MODEL a
classifier's file or run that was trained on pictures of the same photographs. Faces of the val and test parts are cut
out as the finder finds them, with boxes set at several heights. Prints the balanced accuracy of every model, and their
mean. Real photographs of masks take no part.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.baselines.evaluation.confusion import balanced_accuracy, confusion_matrix
from fmld_synth.baselines.evaluation.found_faces import find_boxes
from fmld_synth.baselines.evaluation.judged import classify_faces
from fmld_synth.baselines.evaluation.label_mapping import map_labels
from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.networks import Classifier
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.dataset.readers import find_reader
from fmld_synth.progress import Unwatched

HEIGHTS = (0.30, 0.32, 0.34, 0.35, 0.36, 0.38, 0.40, 0.42)
"""Of the eyes below the top of a face's box, in heights of the detectors' boxes."""


def main() -> None:
    """Read the command line and print a line a height."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    splits = splits_of(find_reader("manifest")(options.set))
    table = Table("height", *options.models, "mean")
    for height in HEIGHTS:
        found = find_boxes(splits["val"] + splits["test"], Unwatched(), partial(BundledFaceFinder, height))
        values = [accuracy_of(name, found.images) for name in options.models]
        table.add_row(f"{height:.2f}", *(f"{value:.3f}" for value in values), f"{np.mean(values):.4f}")
    Console(width=max(100, 14 * (len(values) + 2))).print(table)


def accuracy_of(name: str, images: list[AnnotatedImage]) -> float:
    """Balanced accuracy of a classifier on the labeled faces of some images."""
    model, description = load_model(name)
    if not isinstance(model, Classifier):
        raise SystemExit(f"{name}: a detector finds faces itself; give classifiers")
    scheme = label_scheme(description.label_scheme)
    judged = classify_faces(
        model.for_release(), map_labels(scheme, description.classes, scheme), images,
        margin=description.crop_margin, device=torch.device("cpu"), batch_size=32, watcher=Unwatched(),
    )  # fmt: skip
    chosen = judged.probabilities.argmax(axis=1)
    confusion = confusion_matrix(judged.labels, chosen, len(description.classes))
    return float(balanced_accuracy(confusion))


if __name__ == "__main__":
    main()
