"""How much masks tremble in films: where a mask's corners come to lie, less the motion of the face itself.

    python benchmarks/measure_film_jitter.py [--frames 75] [--side 240]

A portrait is panned, zoomed and turned by a known motion, grained and encoded; its face is followed as
``fmld-synth generate`` does. The corners of a mask are carried to each frame by the landmarks, and back to the portrait
by the known motion: what still moves there is error. Printed in pixels of the film, for several reaches of smoothing,
0 for none: the step from frame to frame (what is seen as trembling), and the distance from the mean place (which a
filter that lags behind would make large). Both are root mean squares.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from portrait_film import motion, write_film

from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.face import Face
from fmld_synth.films.film import open_film
from fmld_synth.generation.engine import standard_engine
from fmld_synth.masked_films.people import LandmarkFile, People
from fmld_synth.masked_films.smoothing import REACH
from fmld_synth.synthesis.warp.radial_basis import FaceWarp

CORNERS = np.array([(-0.8, 0.5, 0.3), (0.8, 0.5, 0.3), (-0.55, 1.35, 0.2), (0.55, 1.35, 0.2)], np.float32)
"""Of a mask on the canonical face, about."""
REACHES = (0.0, 0.1, 0.2, REACH, 0.5)


def standing_still(face: Face, number: int, side: int) -> npt.NDArray[np.float64]:
    """Where a mask's corners lie when the film's known motion is taken away: (4, 2), in pixels of the film."""
    corners = FaceWarp(face.landmarks)(CORNERS)[:, :2].astype(np.float64)
    back = cv2.invertAffineTransform(motion(number, side))
    scale = side / 512
    return (corners @ back[:, :2].T + back[:, 2]) * scale


def trembling(corners: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Root mean squares of the step from frame to frame and of the distance from the mean, in pixels.

    Args:
        corners: (frames, 4, 2).
    """
    steps, away = np.diff(corners, axis=0), corners - corners.mean(axis=0)
    return _root_mean_square(steps), _root_mean_square(away)


def _root_mean_square(offsets: npt.NDArray[np.float64]) -> float:
    """Of the lengths of offsets (frames, corners, 2), in pixels."""
    return float(np.sqrt((offsets**2).sum(axis=2).mean()))


@reproducible_kernels()
def measure(frames: int, side: int) -> dict[float, tuple[float, float]]:
    """Trembling by reach of smoothing."""
    engine = standard_engine()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        path = write_film(Path(folder) / "portrait.mp4", frames, side)
        people = People(LandmarkFile(file))
        with open_film(path) as film:
            for frame in film:
                people.add(frame.seconds, engine.find_faces(frame.image))
        person = people.all()[0]
        shown = range(person.first, person.after)
        return {
            reach: trembling(
                np.stack([standing_still(people.face(person, n, reach), n, side) for n in shown])
            )
            for reach in REACHES
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--frames", type=int, default=75)
    parser.add_argument("--side", type=int, default=240, help="of the film, in pixels")
    arguments = parser.parse_args()
    print("reach of smoothing   step from frame to frame   distance from the mean place")
    for reach, (step, away) in measure(arguments.frames, arguments.side).items():
        used = "  (used)" if reach == REACH else ""
        print(f"{reach:14.2f} s {step:22.3f} px {away:24.3f} px{used}")


if __name__ == "__main__":
    main()
