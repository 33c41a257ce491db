"""The wheel that holds MediaPipe's models: fetched from the package index, and known by its hash."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

NAME = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
MODULES = "mediapipe/modules/"
LICENSE = "mediapipe-0.10.21.dist-info/LICENSE"
# Which wheel is fetched must not depend on the machine: every platform's holds the same models.
DOWNLOAD = (
    "mediapipe==0.10.21",
    "--no-deps",
    "--only-binary=:all:",
    "--python-version=3.11",
    "--platform=manylinux_2_28_x86_64",
)


def download(folder: Path) -> Path:
    """Fetch the wheel with pip.

    Args:
        folder: where to put it.

    Returns:
        The wheel's file.

    Raises:
        subprocess.CalledProcessError: pip failed; it has said why.
    """
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", *DOWNLOAD, "--dest", str(folder)], check=True
    )
    return folder / NAME


def read(wheel: Path, sources: dict[str, str]) -> dict[str, bytes]:
    """Read files of the wheel's models, and make sure that everything is what it should be.

    Args:
        wheel: the wheel's file.
        sources: SHA-256 by path within the wheel's modules.

    Returns:
        Each file's bytes by its path, and the license's text under ``LICENSE``.

    Raises:
        ValueError: the wheel or a file in it has another hash.
    """
    _check(wheel.name, wheel.read_bytes(), SHA256)
    with zipfile.ZipFile(wheel) as archive:
        files = {path: archive.read(MODULES + path) for path in sources}
        files["LICENSE"] = archive.read(LICENSE)
    for path, sha256 in sources.items():
        _check(path, files[path], sha256)
    return files


def _check(name: str, content: bytes, sha256: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{name} has the SHA-256 {found}, not {sha256}: it is another file.")
