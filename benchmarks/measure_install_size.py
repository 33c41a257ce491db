"""Size and number of packages of a new environment that holds the program and what it needs.

    python benchmarks/measure_install_size.py [--extras test,publish]

Makes the environment with the Python that runs this script, as the README says: ``pip install -c constraints.txt .``.
Needs the package index.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
MIB, MB = 2**20, 10**6


def size_of(folder: Path) -> int:
    """Bytes that the files below a folder take on the disk, each counted once."""
    files = {
        (found.st_dev, found.st_ino): found.st_blocks * 512 for found in map(Path.lstat, folder.rglob("*"))
    }
    return sum(files.values())


def packages_of(python: Path) -> list[str]:
    """Names of all packages of an environment, its pip included."""
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--disable-pip-version-check", "--format", "json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [package["name"] for package in json.loads(listed.stdout)]


def main() -> None:
    """Read the command line, make the environment and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extras", default="", help="extras of the package, separated by commas")
    extras: str = parser.parse_args().extras
    wanted = f"{ROOT}[{extras}]" if extras else str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--constraint",
            str(ROOT / "constraints.txt"),
            wanted,
        ]
        subprocess.run(install, check=True)
        packages = packages_of(python)
        size = size_of(Path(folder))
        of_pip = sum(size_of(found) for found in Path(folder).rglob("site-packages/pip*"))
    print(
        f"Python {platform.python_version()}: {size / MIB:.0f} MiB, {len(packages)} packages; "
        f"without pip itself {(size - of_pip) / MIB:.0f} MiB ({(size - of_pip) / MB:.0f} MB)"
    )
    print(", ".join(sorted(packages)))


if __name__ == "__main__":
    main()
