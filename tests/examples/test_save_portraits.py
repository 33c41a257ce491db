"""The portraits of the demonstration come from installed packages and can be read."""

import subprocess
import sys
from pathlib import Path

from fmld_synth.photographs.reading import read_photograph

SCRIPT = Path(__file__).parents[2] / "examples" / "save_portraits.py"


def test_two_readable_portraits_are_saved_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "new folder"
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder)], check=True, capture_output=True, text=True
    )
    named = [Path(line) for line in done.stdout.splitlines()]
    assert sorted(named) == sorted(folder.iterdir())
    assert [min(read_photograph(path).image.shape[:2]) >= 500 for path in named] == [True, True]
