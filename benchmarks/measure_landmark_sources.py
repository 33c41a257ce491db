"""How far the landmarks of the two sources lie apart, and what each costs.

    python benchmarks/measure_landmark_sources.py FOLDER

Every photograph of a folder, by MediaPipe itself and by this package's own runner of MediaPipe's models. Distances are
in inter-ocular distances; times are of the CPU, on one thread, one source after the other for each photograph.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fmld_synth.faces.bundled_source import BundledModels, BundledSource
from fmld_synth.faces.face import Face
from fmld_synth.faces.image_parts import whole
from fmld_synth.faces.mediapipe_source import MediaPipeModels, MediaPipeSource
from fmld_synth.faces.networks.hands import BundledHands
from fmld_synth.faces.networks.person import BundledPerson
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.synthesis.photometry.occluders import MediaPipeHands, MediaPipePerson

PERCENTILES = (50, 90, 95, 99, 100)
Stage = Callable[[ByteArray], Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="photographs")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    found = find_photographs(options.folder)
    images = [read_photograph(path).image for path in found.photographs]
    stages = make_stages()
    results, seconds = run(stages, images)
    compare_faces(*results["find"])
    compare_hands(*results["hands"])
    compare_person(*results["person"])
    print(f"\n{'stage':16}{'mediapipe ms':>14}{'bundled ms':>12}{'ratio':>8}")
    for name, (theirs, ours) in seconds.items():
        print(
            f"{name:16}{theirs / len(images) * 1e3:14.2f}{ours / len(images) * 1e3:12.2f}{ours / theirs:8.2f}"
        )


def make_stages() -> dict[str, tuple[Stage, Stage]]:
    """What is measured: MediaPipe's stage and ours."""
    theirs, ours = MediaPipeModels(10, 0.3), BundledModels(10, 0.3)
    return {
        "detect far": (lambda image: theirs.detect(whole(image)), lambda image: ours.detect(whole(image))),
        "detect and mesh": (lambda image: theirs.mesh(whole(image)), lambda image: ours.mesh(whole(image))),
        "find": (MediaPipeSource().find, BundledSource().find),
        "hands": (MediaPipeHands().find, BundledHands().find),
        "person": (MediaPipePerson().find, BundledPerson().find),
    }


def run(
    stages: dict[str, tuple[Stage, Stage]], images: list[ByteArray]
) -> tuple[dict[str, tuple[list[Any], list[Any]]], dict[str, list[float]]]:
    """Results of every stage by both sources, and the CPU seconds that they took."""
    results: dict[str, tuple[list[Any], list[Any]]] = {name: ([], []) for name in stages}
    seconds = {name: [0.0, 0.0] for name in stages}
    for name, pair in stages.items():
        for stage in pair:
            stage(images[0])  # loads the networks
        for image in images:
            for side, stage in enumerate(pair):
                started = time.process_time()
                results[name][side].append(stage(image))
                seconds[name][side] += time.process_time() - started
    return results, seconds


def compare_faces(theirs: list[list[Face]], ours: list[list[Face]]) -> None:
    numbers = [(len(some), len(others)) for some, others in zip(theirs, ours, strict=True)]
    print(f"{len(numbers)} photographs, {sum(one for one, _ in numbers)} faces by MediaPipe", end=", ")
    print(f"another number on {sum(one != other for one, other in numbers)}")
    pairs = [
        (one, other)
        for some, others in zip(theirs, ours, strict=True)
        if len(some) == len(others)
        for one, other in zip(some, others, strict=True)
    ]
    distances = [
        np.linalg.norm((one.landmarks - other.landmarks)[:, :2], axis=1) / one.inter_ocular_distance
        for one, other in pairs
    ]
    worst = np.array([face.max() for face in distances])
    print(f"mean distance of points: {np.mean(distances):.1e} inter-ocular distances")
    print("worst point of a face, percentiles", PERCENTILES, end=": ")
    print(" ".join(f"{value:.1e}" for value in np.percentile(worst, PERCENTILES)))
    depths = [
        np.abs((one.landmarks - other.landmarks)[:, 2]).max() / one.inter_ocular_distance
        for one, other in pairs
    ]
    print(f"worst depth of a face, 99th percentile: {np.percentile(depths, 99):.1e}")
    print(f"scores differ by at most {max(abs(one.score - other.score) for one, other in pairs):.1e}")


def compare_hands(theirs: list[Any], ours: list[Any]) -> None:
    another = sum(len(some) != len(others) for some, others in zip(theirs, ours, strict=True))
    print(f"hands: {sum(map(len, theirs))} by MediaPipe, another number on {another} photographs", end=", ")
    distances = [
        np.abs(one - other).max() / np.ptp(one, axis=0).max()
        for some, others in zip(theirs, ours, strict=True)
        for one, other in zip(some, others, strict=False)
    ]
    print(f"at most {max(distances, default=0):.1e} of a hand's size apart")


def compare_person(theirs: list[Any], ours: list[Any]) -> None:
    apart = [np.abs(one - other) for one, other in zip(theirs, ours, strict=True)]
    print(f"person: at most {max(one.max() for one in apart):.4f} apart", end=", ")
    print(f"{np.mean([one.mean() for one in apart]):.1e} on average")


if __name__ == "__main__":
    main()
