"""Small sets, and baselines that learn them in a moment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from fmld_synth.baselines.harness import history
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from tests.baselines.harness import learners


@pytest.fixture(scope="package", autouse=True)
def _registered():
    table: Any
    modules, registry = dict(sys.modules), dict(BUNDLED_BASELINES)
    learners.register()
    yield
    for table, before in ((sys.modules, modules), (BUNDLED_BASELINES, registry)):
        for name in [
            name for name in table if name not in before and ("learner" in name or "finder" in name)
        ]:
            del table[name]


@pytest.fixture(scope="package", autouse=True)
def _quick_curves():
    """Drawing takes longer than learning; ``test_history`` looks at it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(history, "drawn_curves", lambda epochs: b"PNG")
        yield


@pytest.fixture(autouse=True)
def _arithmetic_as_before():
    """Trainings set these for the whole process."""
    mode = torch.get_deterministic_debug_mode()
    yield
    torch.set_deterministic_debug_mode(mode)
    torch.set_flush_denormal(False)


@pytest.fixture(scope="session")
def small_set(tmp_path_factory) -> Path:
    """Eighteen pictures to learn from, six to validate."""
    return learners.write_set(tmp_path_factory.mktemp("set"))
