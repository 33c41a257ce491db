"""Whether pictures are equal under other processors' kernels, and where they begin to differ.

    python benchmarks/measure_cpu_equality.py FOLDER [--photographs 5] [--same-landmarks]

NumPy, OpenBLAS and OpenCV choose their kernels by processor; environment variables make them choose as on another.
Under each variation the same pictures are made, and what every stage of the engine returns is compared by hash. The
table names the first stage, in the order of computation, that returns something else.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from fmld_synth.errors import Rejected
from fmld_synth.execution.kernels import numpy_features, opencv_features
from fmld_synth.faces.face import Face
from fmld_synth.files import encode_image
from fmld_synth.generation.engine import standard_engine
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.wear import masked_states, wear_state

STAGES = (
    ("synthesis.measured_face", "measure_foreground"),
    ("synthesis.measured_face", "face_depth"),
    ("synthesis.measured_face", "measure_light"),
    ("synthesis.measured_face", "measure_grain"),
    ("synthesis.rendering.placing", "drape"),
    ("synthesis.sample", "place_mask"),
    ("synthesis.sample", "see_texture"),
    ("synthesis.sample", "sample_artwork"),
    ("synthesis.rendering.placing", "strap_curves"),
    ("synthesis.rendering.placing", "project_straps"),
    ("synthesis.compositing", "draw_straps"),
    ("synthesis.compositing", "tone_strap"),
    ("synthesis.rendering.material", "fold_relief"),
    ("synthesis.rendering.material", "_relief_shading"),
    ("synthesis.rendering.material", "_rounded_edges"),
    ("synthesis.rendering.material", "_form"),
    ("synthesis.compositing", "shade"),
    ("synthesis.compositing", "contact_shadow"),
    ("synthesis.compositing", "noise_over"),
    ("synthesis.compositing", "compress"),
)
"""Module and name of the functions whose results are compared."""
PICTURE = "picture"
FILE = "JPEG file"


def variations() -> dict[str, dict[str, str]]:
    """Environment variables of each variation, by its name; the first is this machine as it is."""
    wide = [name for name in numpy_features() if name.startswith("AVX512") or name == "X86_V4"]
    no_avx2 = [*wide, *(name for name in numpy_features() if name in ("AVX2", "FMA3", "X86_V3"))]
    opencv_wide = [name for name in opencv_features() if name.startswith("AVX512")]
    opencv_no_avx2 = [name for name in opencv_features() if not name.startswith("SSE")]
    cores = ("Haswell", "Zen", "SkylakeX", "Nehalem", "Prescott")
    return {
        "this machine": {},
        "one thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        **{f"OpenBLAS for {core}": {"OPENBLAS_CORETYPE": core} for core in cores},
        "NumPy without AVX-512": {"NPY_DISABLE_CPU_FEATURES": " ".join(wide)},
        "NumPy without AVX2": {"NPY_DISABLE_CPU_FEATURES": " ".join(no_avx2)},
        "OpenCV without AVX-512": {"OPENCV_CPU_DISABLE": ",".join(opencv_wide)},
        "all without AVX-512": {
            "OPENBLAS_CORETYPE": "Haswell",
            "NPY_DISABLE_CPU_FEATURES": " ".join(wide),
            "OPENCV_CPU_DISABLE": ",".join(opencv_wide),
        },
        "OpenCV without AVX2": {"OPENCV_CPU_DISABLE": ",".join(opencv_no_avx2)},
        "OpenCV without SSE4": {"OPENCV_CPU_DISABLE": ",".join(opencv_features())},
        "all without AVX2": {
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": " ".join(no_avx2),
            "OPENCV_CPU_DISABLE": ",".join(opencv_no_avx2),
        },
    }


def digest(value: object) -> str:
    """A hash of everything a result holds, bit for bit."""
    hashed = hashlib.sha256()

    def add(part: object) -> None:
        if isinstance(part, np.ndarray):
            hashed.update(f"{part.dtype}{part.shape}".encode() + np.ascontiguousarray(part).tobytes())
        elif dataclasses.is_dataclass(part):
            for field in dataclasses.fields(part):
                add(getattr(part, field.name))
        elif isinstance(part, Mapping):
            add(list(part.items()))
        elif isinstance(part, (list, tuple)):
            for one in part:
                add(one)
        elif not callable(part):  # what is computed when it is asked for is a stage of its own
            hashed.update(repr(part).encode())

    add(value)
    return hashed.hexdigest()[:16]


def watch(found: list[tuple[str, str]]) -> None:
    """From now on, note a hash of what each stage returns."""

    def watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            result = function(*arguments, **options)
            found.append((name, digest(result)))
            return result

        return call

    for place, name in STAGES:
        module = import_module(f"fmld_synth.{place}")
        setattr(module, name, watched(name.strip("_"), getattr(module, name)))


def trace(paths: list[Path], known: dict[str, Any] | None) -> dict[str, list[tuple[str, str]]]:
    """For every picture, the hash of what each stage returned.

    Args:
        paths: of the photographs; a picture of each wear state is made of each.
        known: landmarks by path, when they are not to be found anew.
    """
    found: list[tuple[str, str]] = []
    watch(found)
    engine = standard_engine()
    choice = TemplateChoice(engine, (), ())
    pictures: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        found.clear()
        photograph = read_photograph(path)
        faces = engine.find_faces(photograph.image)
        if not faces:
            continue
        face = faces[0] if known is None else with_landmarks(faces[0], known[str(path)])
        found += [("photograph", digest(photograph.image)), ("landmarks", digest(face.landmarks))]
        measured = engine.prepare(photograph.image, face, photograph.compression)
        found.append(
            ("face warp", digest(measured.warp(np.asarray(measured.face.landmarks[:5] / 100, np.float32))))
        )
        shared = list(found)
        generator = np.random.default_rng(int(photograph.sha256[:8], 16))
        for state in masked_states():
            found.clear()
            _, template, colorway = choice.draw(generator, state)
            seed = int(generator.integers(2**32))
            try:
                sample = engine.make(measured, wear_state(state), template, seed, colorway=colorway)
            except Rejected as rejected:
                found.append((PICTURE, str(rejected)))
            else:
                found += [(PICTURE, digest([sample.image, sample.matte, sample.coverage]))]
                found += [(FILE, digest(np.frombuffer(encode_image(sample.image, "jpeg", 95), np.uint8)))]
            pictures[f"{path} {state}"] = [*shared, *found]
    return pictures


def with_landmarks(face: Face, landmarks: list[list[float]]) -> Face:
    """The face, at other landmarks."""
    return dataclasses.replace(face, landmarks=np.array(landmarks, np.float32))


def landmarks_by_path(paths: list[Path]) -> dict[str, Any]:
    """Landmarks of the largest face of each photograph."""
    engine = standard_engine()
    found = {str(path): engine.find_faces(read_photograph(path).image) for path in paths}
    return {path: faces[0].landmarks.tolist() for path, faces in found.items() if faces}


def in_other_process(paths: list[Path], variables: dict[str, str], known: dict[str, Any] | None) -> Any:
    """What ``trace`` returns with these environment variables."""
    command = [sys.executable, __file__, "--child"]
    request = json.dumps({"paths": [str(path) for path in paths], "known": known})
    done = subprocess.run(
        command, input=request, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def first_difference(one: list[list[str]], other: list[list[str]]) -> str | None:
    """The first stage whose results differ; None when the pictures are equal."""
    last = {name: value for name, value in one if name in (PICTURE, FILE)}
    if last == {name: value for name, value in other if name in (PICTURE, FILE)}:
        return None
    return next((a[0] for a, b in zip(one, other, strict=False) if a != b), "number of attempts")


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--photographs", type=int, default=5)
    parser.add_argument(
        "--same-landmarks", action="store_true", help="take the landmarks that this machine finds"
    )
    parser.add_argument("--only", help="only the variations whose names contain this text")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        request = json.load(sys.stdin)
        cv2.setNumThreads(1)
        print(json.dumps(trace([Path(path) for path in request["paths"]], request["known"])))
        return
    paths = find_photographs(options.folder).photographs[: options.photographs]
    known = landmarks_by_path(paths) if options.same_landmarks else None
    paths = paths if known is None else [path for path in paths if str(path) in known]
    table = Table("variation", "pictures equal", "first stage that differs")
    expected: dict[str, list[list[str]]] | None = None
    for name, variables in variations().items():
        if expected is not None and options.only and options.only not in name:
            continue
        made = in_other_process(paths, variables, known)
        expected = expected or made
        stages = [first_difference(expected[picture], made.get(picture, [])) for picture in expected]
        counted = Counter(stage for stage in stages if stage is not None)
        where = ", ".join(f"{stage} ({count})" for stage, count in counted.most_common())
        table.add_row(name, f"{stages.count(None)} of {len(stages)}", where)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
