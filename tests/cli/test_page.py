"""``fmld-synth page`` on the command line."""

from __future__ import annotations

import json
import urllib.request
import webbrowser
from http.server import ThreadingHTTPServer

import pytest

from fmld_synth.baselines.page import site
from fmld_synth.baselines.page.networks import PageNetworks
from tests.cli.test_main import call


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Without a runtime and without networks."""
    monkeypatch.setattr(
        site, "runtime_files", lambda folder, fetch: {"runtime.mjs": f"{folder} {fetch}".encode()}
    )
    monkeypatch.setattr(
        site, "page_networks", lambda model, finder: PageNetworks({"a.onnx": b"x"}, {"title": model})
    )


def test_it_writes_the_page(tmp_path, capsys):
    assert call("page", "--output", str(tmp_path / "site"), "--model", "scs-net", "--fetch-runtime") == 0
    assert (tmp_path / "site" / "runtime.mjs").read_text() == "None True"
    assert "files" in capsys.readouterr().out


def test_json_lists_the_files(tmp_path, capsys):
    assert call("page", "--output", str(tmp_path / "site"), "--runtime", str(tmp_path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["bytes"].keys() >= {"index.html", "app.js", "a.onnx"}


def test_mistakes_are_told_in_one_line(tmp_path, capsys):
    (tmp_path / "mine.txt").touch()
    assert call("page", "--output", str(tmp_path)) == 2
    assert capsys.readouterr().err.strip() == (
        f"error: --output {tmp_path} is not empty: use --overwrite or another folder"
    )


def test_it_is_served_until_ctrl_c(tmp_path, capsys, monkeypatch):
    opened: list[str] = []
    served: list[tuple] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    def serve_one(server):
        server.timeout = 5
        served.append(server.server_address)
        raise KeyboardInterrupt

    monkeypatch.setattr(ThreadingHTTPServer, "serve_forever", serve_one)
    assert call("page", "--output", str(tmp_path / "site"), "--serve", "--port", "0") == 0
    assert opened == [f"http://127.0.0.1:{served[0][1]}/"]
    with pytest.raises(OSError):
        urllib.request.urlopen(opened[0], timeout=1)
    assert opened[0] in capsys.readouterr().out
