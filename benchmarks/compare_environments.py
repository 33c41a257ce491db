"""Which files of a set differ when it is made in another environment, such as one with another Python.

    python benchmarks/compare_environments.py FOLDER --with /a/bin/python --with /b/bin/python [--count 240]

Each interpreter makes the set of the same photographs with the same options, at the same path one after the other, so
that no recorded path differs; then the folders are compared file by file. Of ``dataset.json``, which records versions,
everything else is compared. Exit code 1 when something differs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

DESCRIPTION = "dataset.json"
RECORDS_THE_MACHINE = ("libraries", "kernels")
"""Fields of the description that say with what a set was made."""
SHOWN = 12
"""Names of files that are listed."""


def made_by(interpreter: str, photographs: Path, folder: Path, options: list[str]) -> Path:
    """A set made by another interpreter, moved to ``folder``."""
    output = folder.with_name("set")
    code = "from fmld_synth.cli.main import run; run()"
    arguments = [
        "generate",
        "--input",
        str(photographs.resolve()),
        "--output",
        str(output),
        "--quiet",
        *options,
    ]
    subprocess.run([interpreter, "-c", code, *arguments], check=True)
    return output.rename(folder)


def content(path: Path) -> Any:
    """What has to be equal of a file."""
    if path.name != DESCRIPTION:
        return path.read_bytes()
    described = json.loads(path.read_bytes())
    return {name: value for name, value in described.items() if name not in RECORDS_THE_MACHINE}


def differences(first: Path, second: Path) -> tuple[list[str], int]:
    """Names of files that differ or that only one of two folders holds, and how many were compared."""
    names = {
        str(path.relative_to(folder))
        for folder in (first, second)
        for path in folder.rglob("*")
        if path.is_file()
    }
    different = [
        name
        for name in sorted(names)
        if not (first / name).is_file()
        or not (second / name).is_file()
        or content(first / name) != content(second / name)
    ]
    return different, len(names)


def main() -> None:
    """Read the command line and print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="photographs, or a list of them")
    parser.add_argument(
        "--with",
        dest="interpreters",
        action="append",
        required=True,
        help="interpreter of an environment; twice",
    )
    parser.add_argument("--count", type=int, default=240, help="pictures of the set")
    parser.add_argument("--size", type=int, help="longest side in pixels; as photographed without it")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    if len(options.interpreters) < 2:
        parser.error("give --with at least twice")
    given = ["--count", str(options.count), "--workers", str(options.workers)]
    given += ["--size", str(options.size)] if options.size else []
    with tempfile.TemporaryDirectory() as temporary:
        made = [
            made_by(interpreter, options.folder, Path(temporary) / str(number), given)
            for number, interpreter in enumerate(options.interpreters)
        ]
        failed = False
        for interpreter, folder in zip(options.interpreters[1:], made[1:], strict=True):
            different, compared = differences(made[0], folder)
            failed |= bool(different)
            equal = f"{compared - len(different)} of {compared} files"
            print(f"{interpreter}: {equal} equal those of {options.interpreters[0]}")
            for kind, number in sorted(Counter(name.partition("/")[0] for name in different).items()):
                print(f"  {kind}: {number} differ")
            for name in different[:SHOWN]:
                print(f"    {name}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
