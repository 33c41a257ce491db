"""A server that takes connections and says nothing is given up, and the message says after how long."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from fmld_synth.errors import UserError
from fmld_synth.publish import patience
from fmld_synth.publish.package import Package


@pytest.fixture
def silent_server(monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(patience, "SILENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_requests(silent_server):
    requests = pytest.importorskip("requests")
    with patience.requests_given_up(), pytest.raises(patience.SilentServer):
        requests.get(silent_server)


def test_the_hub(silent_server, monkeypatch, tmp_path):
    pytest.importorskip("huggingface_hub")
    from fmld_synth.publish.hugging_face_client import publish_package

    monkeypatch.setenv("HF_ENDPOINT", silent_server)
    monkeypatch.setenv("HF_TOKEN", "hf_token")
    with pytest.raises(UserError, match="the Hub gave no answer for 0 seconds"):
        publish_package(Package(tmp_path, {}), "somebody/faces", public=False, message="", report=print)
