"""A run becomes the file that the package brings: half the size, and the card says which file it is."""

import hashlib
import re

import torch
from bundle_weights import bundle, with_fingerprint

from fmld_synth.baselines.harness.model_file import load_model
from tests.baselines import tiny_networks

LINE = f"`weights.safetensors`, 0.1 MB, sha256 `{'a' * 64}`"


def test_a_run_becomes_the_bundled_file_and_its_card_names_it(monkeypatch, tmp_path):
    tiny_networks.register(monkeypatch)
    run = tiny_networks.save_tiny("tiny-classifier", tmp_path / "model.safetensors")
    place = tmp_path / "baselines" / "nowhere"
    place.mkdir(parents=True)
    (place / "MODEL_CARD.md").write_text(
        "# Tiny\n\nNo weights are bundled: none\nare worth it.\n\n## Intended use\n"
    )
    bundle(str(run), tmp_path / "baselines")
    first = (place / "MODEL_CARD.md").read_text()
    digest = hashlib.sha256((place / "weights.safetensors").read_bytes()).hexdigest()
    assert re.findall(r"sha256 `([0-9a-f]{64})`", first) == [digest]
    assert (
        "No weights" not in first
        and first.startswith("# Tiny\n\n`weights")
        and "\n\n## Intended use\n" in first
    )
    bundle(str(run), tmp_path / "baselines")
    assert (place / "MODEL_CARD.md").read_text() == first
    own, bundled = (load_model(str(path))[0] for path in (run, place / "weights.safetensors"))
    inputs = torch.rand(2, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(own(inputs), bundled(inputs), atol=1e-2, rtol=1e-2)


def test_only_the_fingerprint_of_a_card_changes():
    card = f"# T\n\n`weights.safetensors`, 4 MB, sha256 `{'0' * 64}`, Apache-2.0: a\ndetector.\n\n## Data\n"
    assert with_fingerprint(card, LINE) == f"# T\n\n{LINE}, Apache-2.0: a\ndetector.\n\n## Data\n"
