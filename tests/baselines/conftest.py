"""What several modules of tests share."""

import pytest

from tests.baselines import tiny_networks


@pytest.fixture
def tiny(monkeypatch):
    """The registry knows the tiny networks."""
    tiny_networks.register(monkeypatch)
