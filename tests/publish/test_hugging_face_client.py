"""The official client against a stand-in of the Hub."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fmld_synth.cli.main import app
from fmld_synth.errors import UserError
from fmld_synth.publish.contents import survey
from fmld_synth.publish.hugging_face_client import check_repository, publish_package
from fmld_synth.publish.hugging_face_package import make_package
from fmld_synth.publish.package import Outcome, Package
from fmld_synth.publish.publication import Publication
from tests.publish.conftest import contents_of
from tests.publish.stand_in import Answer, Request, Service

TOKEN = "hf_neverShowThisTokenToAnybody0123"
REPOSITORY = "somebody/face-masks"
LARGE = (".jpg", ".png", ".tar")


class Hub(Service):
    """What of the Hub's interface publishing needs: one repository, large files by Git LFS, commits."""

    def __init__(self) -> None:
        super().__init__()
        self.visibility: str | None = None
        self.files: dict[str, bytes] = {".gitattributes": b""}
        self.objects: dict[str, bytes] = {}
        self.commits: list[dict] = []
        self.ends_after_first_commit = False
        page = f"/api/datasets/{REPOSITORY}"
        self.on("POST", "/api/validate-yaml", lambda request: Answer(content={"errors": [], "warnings": []}))
        self.on("POST", "/api/repos/create", self._create)
        self.on("PUT", f"{page}/settings", self._settings)
        self.on("POST", f"{page}/preupload/main", self._preupload)
        self.on("POST", f"/datasets/{REPOSITORY}.git/info/lfs/objects/batch", self._batch)
        self.on("PUT", "/objects/", self._put)
        self.on("POST", f"{page}/commit/main", self._commit)
        self.on("GET", f"{page}/tree/main", self._tree)
        self.on("GET", page, self._info)

    def _answer(self, request: Request) -> Answer:
        if (
            not request.path.startswith("/objects/")
            and request.headers.get("authorization") != f"Bearer {TOKEN}"
        ):
            return Answer(401, {"error": "Invalid credentials"})
        return super()._answer(request)

    def _create(self, request: Request) -> Answer:
        self.visibility = request.json["visibility"]
        return Answer(content={"url": f"{self.url}/datasets/{REPOSITORY}"})

    def _info(self, request: Request) -> Answer:
        if self.visibility is None:
            return Answer(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        private = self.visibility == "private"
        siblings = [{"rfilename": name} for name in self.files]
        return Answer(
            content={"id": REPOSITORY, "sha": "0" * 40, "private": private, "siblings": siblings, "tags": []}
        )

    def _tree(self, request: Request) -> Answer:
        return Answer(
            content=[
                {"type": "file", "path": name, "size": len(content), "oid": _blob_id(content)}
                for name, content in self.files.items()
            ]
        )

    def _settings(self, request: Request) -> Answer:
        self.visibility = request.json["visibility"]
        return Answer(content={})

    def _preupload(self, request: Request) -> Answer:
        def about(name: str) -> dict:
            known = self.files.get(name)
            large = name.endswith(LARGE)
            oid = None if known is None else hashlib.sha256(known).hexdigest() if large else _blob_id(known)
            return {
                "path": name,
                "uploadMode": "lfs" if large else "regular",
                "shouldIgnore": False,
                "oid": oid,
            }

        return Answer(content={"files": [about(file["path"]) for file in request.json["files"]]})

    def _batch(self, request: Request) -> Answer:
        def about(asked: dict) -> dict:
            if asked["oid"] in self.objects:
                return asked
            return {**asked, "actions": {"upload": {"href": f"{self.url}/objects/{asked['oid']}"}}}

        return Answer(
            content={"transfer": "basic", "objects": [about(asked) for asked in request.json["objects"]]}
        )

    def _put(self, request: Request) -> Answer:
        oid = request.path.removeprefix("/objects/")
        if hashlib.sha256(request.body).hexdigest() != oid:
            return Answer(400)
        self.objects[oid] = request.body
        return Answer(200)

    def _commit(self, request: Request) -> Answer:
        commit: dict = {"added": [], "deleted": []}
        for line in request.body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "header":
                commit["message"] = value["summary"]
            elif entry["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
                commit["added"].append(value["path"])
            elif entry["key"] == "lfsFile":
                self.files[value["path"]] = self.objects[value["oid"]]
                commit["added"].append(value["path"])
            else:
                del self.files[value["path"]]
                commit["deleted"].append(value["path"])
        self.commits.append(commit)
        if self.ends_after_first_commit:
            self.fail("/", 0, times=1000)
        oid = f"{len(self.commits):040d}"
        page = f"{self.url}/datasets/{REPOSITORY}/commit/{oid}"
        return Answer(content={"commitUrl": page, "commitOid": oid})


def _blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch):
    """A stand-in that the official client takes for the Hub, and a token in the environment."""
    from huggingface_hub import constants

    service = Hub()
    monkeypatch.setenv("HF_ENDPOINT", service.url)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    # Xet, the other way for large files, opens its connections outside Python, where no test can watch them.
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    yield service
    service.close()


@pytest.fixture
def package(finished: Path, tmp_path: Path, publication: Publication) -> Package:
    return make_package(survey(finished), publication, "imagefolder", tmp_path / "package")


def publish(package: Package, *, public: bool = False, report=lambda line: None) -> Outcome:
    return publish_package(package, REPOSITORY, public=public, message="32 pictures", report=report)


def test_creates_a_private_repository_with_every_file_whole(hub, package):
    outcome = publish(package)

    assert outcome == Outcome("https://huggingface.co/datasets/somebody/face-masks", True, False, ())
    assert hub.visibility == "private"
    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}


def test_the_card_comes_last(hub, package, monkeypatch):
    monkeypatch.setattr("fmld_synth.publish.hugging_face_client.FILES_OF_COMMIT", 20)

    publish(package)

    assert len(hub.commits) > 2
    assert "README.md" in hub.commits[-1]["added"]
    assert hub.commits[0]["message"] == f"32 pictures (1/{len(hub.commits)})"


def test_public_only_when_asked_and_only_when_whole(hub, package):
    assert publish(package, public=True).public

    assert hub.visibility == "public"
    kinds = [request.path.rpartition("/")[2] for request in hub.requests]
    assert kinds.index("settings") > kinds.index("main")


def test_a_second_time_nothing_is_sent_again(hub, package):
    publish(package)
    before = uploads(hub)

    outcome = publish(package)

    assert not outcome.created
    assert uploads(hub) == before
    assert len(hub.commits) == 1


def test_what_left_the_set_leaves_the_repository(hub, package):
    publish(package)
    hub.files["data/train/chin/withdrawn.jpg"] = b"somebody asked to remove this"

    publish(package)

    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}
    assert hub.commits[-1]["deleted"] == ["data/train/chin/withdrawn.jpg"]


def test_nothing_is_added_to_a_public_repository_without_public(hub, package):
    hub.visibility = "public"

    with pytest.raises(UserError, match=r"somebody/face-masks is public already.*`public=True`"):
        publish(package)
    assert hub.commits == []


def test_shards(hub, finished, tmp_path, publication):
    package = make_package(survey(finished), publication, "webdataset", tmp_path / "package")

    publish(package)

    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}
    assert "data/train-000000.tar" in hub.files


def test_rejected_credentials_say_where_to_get_others(hub, package, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", f"{TOKEN}Expired")

    with pytest.raises(UserError, match=r"did not accept any credentials \(401\).*HF_TOKEN"):
        publish(package)


def test_another_ones_account(hub, package):
    hub.fail("/api/repos/create", Answer(403, {"error": "You don't have the rights"}))

    with pytest.raises(UserError, match="`repo` must begin with your account"):
        publish(package)


@pytest.mark.parametrize("where", ["/api/repos/create", "/preupload/main", "/objects/batch", "/commit/main"])
def test_waits_while_the_hub_is_busy(hub, package, no_waiting, where):
    hub.fail(where, Answer(429, {"error": "slow down"}, {"Retry-After": "3"}), times=2)

    publish(package)

    assert no_waiting
    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}


def test_gives_up_when_the_hub_stays_busy(hub, package, no_waiting):
    hub.fail("/commit/main", Answer(429, {"error": "slow down"}), times=100)

    with pytest.raises(UserError, match=r"slow down \(429\).*run the same command again"):
        publish(package)


def test_a_connection_dropped_in_mid_upload_is_taken_up_again(hub, package, no_waiting):
    hub.fail("/objects/", 700, times=2)

    publish(package)

    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}


def test_an_upload_that_broke_off_goes_on_at_the_next_run(hub, package, no_waiting, monkeypatch):
    monkeypatch.setattr("fmld_synth.publish.hugging_face_client.FILES_OF_COMMIT", 20)
    hub.ends_after_first_commit = True
    with pytest.raises(UserError, match=r"connection to the Hub broke.*run the same command again"):
        publish(package)
    assert len(hub.commits) == 1
    assert "README.md" not in hub.files

    hub.ends_after_first_commit = False
    hub.repair()
    before = uploads(hub)
    publish(package)

    assert hub.files == {".gitattributes": b"", **contents_of(package.folder)}
    assert not set(before) & set(uploads(hub)[len(before) :])


def uploads(hub: Hub) -> list[str]:
    """Addresses of the large files that arrived, in order."""
    return [request.path for request in hub.requests if request.method == "PUT" and request.body]


def test_no_connection_at_all(hub, package, no_waiting):
    hub.close()

    with pytest.raises(UserError, match="connection to the Hub broke"):
        publish(package)


@pytest.mark.parametrize("trouble", ["none", "drop", "refusal"])
def test_secrets_never_leave(hub, package, no_waiting, capfd, caplog, tmp_path, trouble):
    """Not in what is shown, logged, raised or written."""
    caplog.set_level("DEBUG")
    if trouble == "drop":
        hub.fail("/objects/", 10)
    if trouble == "refusal":
        hub.fail("/commit/main", Answer(400, {"error": f"bad token {TOKEN}"}))
    shown: list[str] = []
    try:
        publish(package, report=shown.append)
    except UserError as error:
        shown.append(str(error))

    printed = capfd.readouterr()
    assert shown
    assert TOKEN not in "\n".join([*shown, printed.out, printed.err, caplog.text])
    assert not [name for name, content in contents_of(tmp_path).items() if TOKEN.encode() in content]


@pytest.mark.parametrize(
    "name", ["masks", "a/b/c", "me/-masks", "me/face--masks", "me/face masks", "/x", "me/" + "x" * 95]
)
def test_names_the_hub_does_not_take(name):
    with pytest.raises(UserError, match="`repo`"):
        check_repository(name)


def test_without_the_client(monkeypatch, package):
    monkeypatch.setitem(__import__("sys").modules, "huggingface_hub", None)

    with pytest.raises(
        UserError, match=r"huggingface-hub is not installed.*pip install 'fmld-synth\[publish\]'"
    ):
        publish(package)


def test_from_the_command_line(hub, finished, tmp_path):
    options = ["--repo", REPOSITORY, "--license", "CC-BY-4.0", "--source-license", "CC-BY-4.0"]
    place = ["--package", str(tmp_path / "package"), "--layout", "webdataset"]

    result = CliRunner().invoke(app, ["publish", "huggingface", str(finished), *options, *place])

    assert "sending part 1 of 1" in result.output
    assert result.output.endswith("created https://huggingface.co/datasets/somebody/face-masks (private)\n")
    assert hub.files == {".gitattributes": b"", **contents_of(tmp_path / "package")}
