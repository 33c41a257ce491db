"""What lies in the folder of a page, and how it is served."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import onnx
import pytest

from fmld_synth.baselines.page import face_finders, networks, site
from fmld_synth.baselines.page.description import described_classes
from fmld_synth.baselines.page.networks import PageNetworks, page_networks
from fmld_synth.baselines.page.serving import POLICY, make_server
from fmld_synth.baselines.page.site import static_files, write_site
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.errors import UserError
from tests.baselines.page.serving_sites import served

STATIC = {one.name: one.read_text(encoding="utf-8") for one in static_files()}
MEDIAPIPE = {
    "mediapipe/face_detection_short_range.onnx", "mediapipe/face_detection_full_range.onnx",
    "mediapipe/LICENSE.txt", "mediapipe/NOTICE.txt",
}  # fmt: skip
RUNTIME = {"ort.wasm.bundle.min.mjs": b"export {}", "ort.wasm": b"\0asm"}


@pytest.fixture
def quick(monkeypatch):
    """Without a runtime and without networks."""
    monkeypatch.setattr(site, "runtime_files", lambda folder, fetch: dict(RUNTIME))
    monkeypatch.setattr(
        site,
        "page_networks",
        lambda *_: PageNetworks({"finder.onnx": b"onnx", "mediapipe/a.onnx": b"a"}, {"title": "T"}),
    )


def test_the_page_is_whole(quick, tmp_path):
    written = write_site(tmp_path / "site", "scs-net")
    folder = tmp_path / "site"
    there = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert written.bytes == there
    networks = {"finder.onnx", "mediapipe/a.onnx", "models.json"}
    assert {*STATIC, *RUNTIME, *networks, "ONNX_RUNTIME_LICENSE.txt"} == there.keys()
    assert json.loads((tmp_path / "site" / "models.json").read_text())["title"] == "T"


def test_nothing_is_replaced_unasked(quick, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="overwrite=True"):
        write_site(tmp_path, "scs-net")
    write_site(tmp_path, "scs-net", overwrite=True)
    assert (tmp_path / "notes.txt").read_text() == "mine" and (tmp_path / "index.html").is_file()


def test_every_file_that_the_page_names_is_there():
    named = set(re.findall(r"""(?:from|fetch\(|href=|src=) ?['"]([^'"#]+)['"]""", "".join(STATIC.values())))
    names = {name.removeprefix("./") for name in named}
    others = {"ort.wasm.bundle.min.mjs", "models.json", "ONNX_RUNTIME_LICENSE.txt", *MEDIAPIPE}
    assert names - {*STATIC, *others} == set()
    assert {"app.js", "resizing.js", "style.css"} <= names


def test_nothing_comes_from_outside():
    addresses = set(re.findall(r"(?:https?:)?//[\w.]+\.\w+", "".join(STATIC.values())))
    assert addresses <= {"http://www.w3.org"}  # the name of SVG


def test_the_page_says_its_policy_itself():
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in STATIC["index.html"]
    assert "unsafe-inline" not in POLICY and "'unsafe-eval'" not in POLICY
    assert not re.search(r"\son\w+=|style=|<style", STATIC["index.html"])


def test_a_classifier_comes_with_the_finder_of_its_baseline():
    made = page_networks("scs-net")
    assert made.files.keys() == {"finder.onnx", "classifier.onnx", *MEDIAPIPE}
    for name, content in made.files.items():
        if name.endswith(".onnx"):
            onnx.checker.check_model(onnx.load_model_from_string(content))
    said = made.description
    assert said["finder"]["kind"] == "finder" and said["classifier"]["file"] == "classifier.onnx"
    assert said["confidence"] == 0.5 and said["gamma"] is None
    assert len(said["classifier"]["margin"]) == 3
    second = said["finder"]["second"]
    assert {one["file"] for one in second["detectors"]} == {name for name in MEDIAPIPE if "onnx" in name}
    json.dumps(said)


def test_a_detector_needs_no_other():
    made = page_networks("aizoo-ssd")
    assert made.files.keys() == {"finder.onnx"}
    assert made.description["finder"]["kind"] == "detector" and made.description["classifier"] is None
    with pytest.raises(UserError, match="`finder`"):
        page_networks("aizoo-ssd", "aizoo-ssd")


def test_a_detector_finds_faces_for_a_classifier():
    made = page_networks("scs-net", "aizoo-ssd")
    assert (
        made.description["finder"]["kind"] == "detector" and made.description["finder"]["least_score"] == 0.2
    )
    assert made.description["classifier"]["preprocessing"]["width"] == 224


def test_mediapipes_detectors_come_with_their_license_and_alone_if_asked_for():
    made = page_networks("scs-net", "bundled")
    assert made.files.keys() == {"classifier.onnx", *MEDIAPIPE}
    assert made.description["finder"]["kind"] == "mediapipe"
    assert b"Apache License" in made.files["mediapipe/LICENSE.txt"]
    assert b"The MediaPipe Authors" in made.files["mediapipe/NOTICE.txt"]


def test_a_classifier_finds_no_faces():
    with pytest.raises(UserError, match="`finder`"):
        page_networks("scs-net", "scs-net")


def test_a_network_that_is_gone_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(face_finders, "MODELS", tmp_path)
    with pytest.raises(UserError, match=r"face_detection_short_range.* cannot be read; install"):
        page_networks("scs-net")


def test_gamma_is_a_table():
    table = networks.gamma_table(2.0)
    assert len(table) == 256 and table[0] == 0 and table[255] == 255
    assert table[64] == int(255 * (64 / 255) ** 0.5) == 127


@pytest.mark.parametrize("scheme", sorted(label_schemes()))
def test_every_class_has_a_meaning(scheme):
    classes = label_schemes()[scheme].classes
    described = described_classes(classes, scheme)
    assert [one["name"] for one in described] == list(classes)
    assert all(one["meaning"] for one in described)
    assert all(len(one["color"]) == len(one["ink"]) == 3 for one in described)


def test_the_meanings_are_those_of_the_wear_states():
    correct, incorrect, none = (
        one["meaning"] for one in described_classes(("correct", "incorrect", "none"), "three")
    )
    assert correct == "a mask that covers nose, mouth and chin"
    assert "below the nose, over the mouth" in incorrect and "hangs from one ear" in incorrect
    assert none.startswith("no mask")
    assert described_classes(("a",), "of a plug-in that is gone")[0]["meaning"] == ""


def test_files_are_served_as_browsers_need_them(tmp_path):
    for name in ("index.html", "a.mjs", "a.js", "a.wasm", "a.onnx"):
        (tmp_path / name).write_bytes(b"x")
    with served(tmp_path) as address:
        types = {}
        for name in ("", "a.mjs", "a.js", "a.wasm", "a.onnx"):
            with urllib.request.urlopen(address + name) as answer:
                types[name] = answer.headers["Content-Type"].partition(";")[0]
                assert POLICY in answer.headers["Content-Security-Policy"]
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{address}../{tmp_path.name}/missing")
    assert types == {
        "": "text/html",
        "a.mjs": "text/javascript",
        "a.js": "text/javascript",
        "a.wasm": "application/wasm",
        "a.onnx": "application/octet-stream",
    }


def test_only_this_machine_is_served(tmp_path):
    with make_server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        with pytest.raises(UserError, match="`port`"):
            make_server(Path(tmp_path), server.server_address[1])
