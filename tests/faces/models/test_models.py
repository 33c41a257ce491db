"""The packed models are what their documents say."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

from fmld_synth.faces.networks.network import MODELS

SUMS = {name: sha256 for sha256, name in map(str.split, (MODELS / "SHA256SUMS").read_text().splitlines())}
README = (MODELS / "README.md").read_text()


def test_checksums() -> None:
    models = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in MODELS.glob("*.onnx")}
    assert models == SUMS


def test_they_belong_to_the_package() -> None:
    folder = files("fmld_synth.faces") / "models"
    for name in (*SUMS, "LICENSE", "NOTICE", "README.md"):
        assert (folder / name).is_file(), name


def test_the_readme_names_every_model_its_source_and_its_card() -> None:
    rows = [line for line in README.splitlines() if ".tflite" in line]
    named = [name for row in rows for name in re.findall(r"`(\w+\.onnx)`", row)]
    assert sorted(named) == sorted(SUMS)
    for row in rows:
        assert re.search(r"`[0-9a-f]{64}`", row)
        assert "https://mediapipe.page.link/" in row


def test_license_and_notice() -> None:
    license_text = (MODELS / "LICENSE").read_text()
    assert "Apache License" in license_text
    assert "Version 2.0, January 2004" in license_text
    notice = (MODELS / "NOTICE").read_text()
    assert "The MediaPipe Authors" in notice
    assert "0.10.21" in notice


def test_limits_are_said() -> None:
    limits = README[README.index("## Limits") :]
    for limit in ("identify people", "surveillance"):
        assert limit in limits


def test_size() -> None:
    assert sum(path.stat().st_size for path in Path(MODELS).iterdir()) < 12_500_000
