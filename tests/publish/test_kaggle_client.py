"""The official client against a stand-in of Kaggle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fmld_synth.cli.main import app
from fmld_synth.errors import UserError
from fmld_synth.publish.contents import survey
from fmld_synth.publish.kaggle_client import publish_package
from fmld_synth.publish.kaggle_metadata import Names
from fmld_synth.publish.kaggle_package import make_package
from fmld_synth.publish.package import Outcome, Package
from fmld_synth.publish.publication import Publication
from tests.publish.conftest import SECRET, contents_of
from tests.publish.stand_in import Answer, Request, Service

NAMES = Names(
    "somebody", "face-masks", "Incorrectly worn face masks", "Pictures with measured labels and boxes"
)
DATASETS = "/api/v1/datasets.DatasetApiService/"
UPLOAD_KEY = "signed-upload-address-5f1d"


class Kaggle(Service):
    """What of Kaggle's interface publishing needs: datasets, blobs with resumable uploads, tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.datasets: dict[str, dict] = {}
        self.blobs: dict[str, dict] = {}
        self.on("POST", "/api/v1/security.OAuthService/IntrospectToken", self._introspect)
        self.on("POST", f"{DATASETS}GetDatasetStatus", self._status)
        self.on("POST", f"{DATASETS}GetDataset", self._get)
        self.on("POST", f"{DATASETS}CreateDatasetVersion", self._version)
        self.on("POST", f"{DATASETS}CreateDataset", self._create)
        self.on("POST", f"{DATASETS}UpdateDatasetMetadata", self._update)
        self.on("POST", "/api/v1/blobs.BlobApiService/StartBlobUpload", self._start)
        self.on("PUT", "/upload/", self._put)

    def _introspect(self, request: Request) -> Answer:
        return Answer(content={"active": request.json["token"] == SECRET, "username": "somebody"})

    def _known(self, request: Request) -> dict | None:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return None
        return self.datasets.get(f"{request.json['ownerSlug']}/{request.json['datasetSlug']}")

    def _status(self, request: Request) -> Answer:
        return Answer(content={"status": "READY"}) if self._known(request) else _missing()

    def _get(self, request: Request) -> Answer:
        known = self._known(request)
        return Answer(content={"id": 7, "isPrivate": known["isPrivate"]}) if known else _missing()

    def _create(self, request: Request) -> Answer:
        asked = request.json
        self.datasets[f"{asked['ownerSlug']}/{asked['slug']}"] = {
            "isPrivate": asked.get("isPrivate", False),
            "versions": [self._files(asked["files"])],
            "asked": asked,
        }
        return Answer(
            content={"status": "ok", "url": "/datasets/somebody/face-masks", "ref": "somebody/face-masks"}
        )

    def _version(self, request: Request) -> Answer:
        known = self._known(request)
        assert known is not None
        known["versions"].append(self._files(request.json["body"]["files"]))
        known["notes"] = request.json["body"]["versionNotes"]
        return Answer(content={"status": "ok"})

    def _update(self, request: Request) -> Answer:
        known = self._known(request)
        assert known is not None
        known["settings"] = request.json["settings"]
        known["isPrivate"] = request.json["settings"].get("isPrivate", False)
        return Answer(content={"errors": []})

    def _start(self, request: Request) -> Answer:
        token = f"blob-{len(self.blobs)}"
        self.blobs[token] = {
            "name": request.json["name"],
            "size": int(request.json["contentLength"]),
            "content": b"",
        }
        return Answer(content={"token": token, "createUrl": f"{self.url}/upload/{token}?key={UPLOAD_KEY}"})

    def _put(self, request: Request) -> Answer:
        blob = self.blobs[_blob(request.path)]
        asks = re.fullmatch(r"bytes (?:\*|(\d+)-\d+)/(\d+)", request.headers.get("Content-Range", ""))
        if asks is None:
            blob["content"] = request.body
        elif asks[1] is not None:
            assert int(asks[1]) == len(blob["content"])
            blob["content"] += request.body
        if len(blob["content"]) == blob["size"]:
            return Answer(201)
        has = len(blob["content"])
        return Answer(308, headers={"Range": f"bytes=0-{has - 1}"} if has else {})

    def dropped(self, path: str, got: bytes) -> None:
        if path.startswith("/upload/"):
            self.blobs[_blob(path)]["content"] = got

    def _files(self, files: list[dict]) -> dict[str, bytes]:
        return {self.blobs[file["token"]]["name"]: self.blobs[file["token"]]["content"] for file in files}


def _missing() -> Answer:
    return Answer(403, {"code": 403, "message": "Permission 'datasets.get' was denied"})


def _blob(path: str) -> str:
    return path.removeprefix("/upload/").partition("?")[0]


@pytest.fixture
def kaggle(monkeypatch: pytest.MonkeyPatch):
    """A stand-in that the official client takes for Kaggle, and a token in the environment."""
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")
    from kaggle.api.kaggle_api_extended import KaggleApi
    from kagglesdk import kaggle_env

    service = Kaggle()
    monkeypatch.setattr(KaggleApi, "args", ["--local"])
    monkeypatch.setitem(kaggle_env._env_to_endpoint, kaggle_env.KaggleEnv.LOCAL, service.url)
    monkeypatch.setenv("KAGGLE_API_TOKEN", SECRET)
    yield service
    service.close()


@pytest.fixture
def package(finished: Path, tmp_path: Path, publication: Publication) -> Package:
    return make_package(survey(finished), publication, NAMES, tmp_path / "package", public=False)


def publish(package: Package, *, public: bool = False, report=lambda line: None) -> Outcome:
    return publish_package(package, NAMES, public=public, version_notes="More faces", report=report)


def sent_files(package: Package) -> dict[str, bytes]:
    return {name: (package.folder / name).read_bytes() for name in package.files}


def test_creates_a_private_dataset_with_every_file_whole(kaggle, package):
    outcome = publish(package)

    assert outcome == Outcome("https://www.kaggle.com/datasets/somebody/face-masks", True, False, ())
    dataset = kaggle.datasets[NAMES.reference]
    assert dataset["versions"] == [sent_files(package)]
    assert dataset["isPrivate"] is True
    asked = dataset["asked"]
    assert (asked["title"], asked["subtitle"], asked["licenseName"]) == (
        NAMES.title,
        NAMES.subtitle,
        "CC-BY-4.0",
    )
    assert "Source faces" in asked["description"]


def test_columns_of_the_table_are_described(kaggle, package):
    publish(package)

    described = [file for file in kaggle.datasets[NAMES.reference]["asked"]["files"] if file.get("columns")]
    assert [column["name"] for column in described[0]["columns"]][:4] == ["image", "matte", "split", "label"]
    assert all(column["description"] for column in described[0]["columns"])


def test_sets_the_cover_image_and_sources_and_keeps_it_private(kaggle, package):
    publish(package)

    settings = kaggle.datasets[NAMES.reference]["settings"]
    cover = kaggle.blobs[settings["image"]["token"]]
    assert cover["content"] == (package.folder / "dataset-cover-image.jpg").read_bytes()
    assert settings["userSpecifiedSources"] == "Drawn faces, made for tests, license: CC-BY-4.0"
    assert settings["isPrivate"] is True


def test_public_only_when_asked(kaggle, finished, tmp_path, publication):
    package = make_package(survey(finished), publication, NAMES, tmp_path / "public", public=True)

    assert publish(package, public=True).public
    assert kaggle.datasets[NAMES.reference]["isPrivate"] is False


def test_an_existing_slug_gets_a_new_version(kaggle, package):
    publish(package)

    outcome = publish(package)

    assert not outcome.created
    dataset = kaggle.datasets[NAMES.reference]
    assert dataset["versions"] == [sent_files(package)] * 2
    assert dataset["notes"] == "More faces"


def test_no_version_of_a_public_dataset_without_public(kaggle, package):
    kaggle.datasets[NAMES.reference] = {"isPrivate": False, "versions": []}

    with pytest.raises(UserError, match=r"somebody/face-masks is public already.*`public=True`"):
        publish(package)
    assert kaggle.asked("StartBlobUpload") == []


def test_rejected_credentials_say_where_to_get_others(kaggle, package, monkeypatch):
    monkeypatch.setenv("KAGGLE_API_TOKEN", f"{SECRET}-expired")

    with pytest.raises(UserError, match=r"did not accept any credentials.*KAGGLE_API_TOKEN"):
        publish(package)
    assert kaggle.datasets == {}


def test_credentials_that_expire_on_the_way(kaggle, package):
    kaggle.fail("StartBlobUpload", Answer(401, {"code": 401, "message": f"{SECRET} is not valid"}))

    with pytest.raises(UserError, match=r"did not accept any credentials \(401\)") as caught:
        publish(package)
    assert SECRET not in str(caught.value)
    assert kaggle.datasets == {}


def test_another_ones_account(kaggle, package):
    kaggle.fail("CreateDataset", Answer(403, {"code": 403, "message": "no"}))

    with pytest.raises(UserError, match="`owner` must be your account"):
        publish(package)


def test_waits_as_long_as_kaggle_asks(kaggle, package, no_waiting):
    busy = Answer(429, {"code": 429, "message": "slow down"}, {"Retry-After": "7"})
    kaggle.fail("StartBlobUpload", busy, times=2)

    assert publish(package).created
    assert no_waiting.count(7.0) == 2
    assert kaggle.datasets[NAMES.reference]["versions"] == [sent_files(package)]


def test_gives_up_when_kaggle_stays_busy(kaggle, package, no_waiting):
    kaggle.fail("StartBlobUpload", Answer(429, {"code": 429, "message": "slow down"}), times=50)

    with pytest.raises(UserError, match=r"slow down \(429\).*run the same command again"):
        publish(package)
    assert kaggle.datasets == {}


def test_a_connection_dropped_in_mid_upload_is_taken_up_again(kaggle, package, no_waiting):
    kaggle.fail("/upload/", 1000)

    publish(package)

    assert kaggle.datasets[NAMES.reference]["versions"] == [sent_files(package)]


def test_an_upload_that_broke_off_goes_on_at_the_next_run(kaggle, package, no_waiting):
    """The first run ends while one file is on its way; the second sends only the rest of that file."""
    uploads = "/upload/blob-0"
    kaggle.fail(uploads, 1000)
    kaggle.fail(uploads, Answer(400), times=1)
    with pytest.raises(UserError, match="a file did not get through to Kaggle, so nothing was published"):
        publish(package)
    assert kaggle.datasets == {}

    shown: list[str] = []
    publish(package, report=shown.append)

    name = kaggle.blobs["blob-0"]["name"]
    rest = [
        request for request in kaggle.asked(uploads) if "1000-" in request.headers.get("Content-Range", "")
    ]
    assert f"resuming {name}" in shown
    assert len(rest) == 1
    assert len(rest[0].body) == package.files[name] - 1000
    assert kaggle.datasets[NAMES.reference]["versions"] == [sent_files(package)]


def test_no_connection_at_all(kaggle, package, no_waiting):
    kaggle.close()

    with pytest.raises(UserError, match=r"Kaggle did not accept any credentials|connection to Kaggle broke"):
        publish(package)


def test_never_publishes_without_a_file_that_failed(kaggle, package, no_waiting):
    kaggle.fail("/upload/blob-2", Answer(500), times=1)

    with pytest.raises(UserError, match="nothing was published"):
        publish(package)
    assert kaggle.datasets == {}


def test_a_refusal_in_words(kaggle, package):
    kaggle.fail(
        "CreateDataset", Answer(content={"status": "error", "error": "The requested title is in use"})
    )

    with pytest.raises(UserError, match="Kaggle refuses somebody/face-masks: The requested title is in use"):
        publish(package)


def test_metadata_that_cannot_be_set_is_a_warning(kaggle, package):
    kaggle.fail("UpdateDatasetMetadata", Answer(500, {"code": 500, "message": "later"}))

    outcome = publish(package)

    assert len(outcome.warnings) == 1
    assert "cover image" in outcome.warnings[0]
    assert kaggle.datasets[NAMES.reference]["isPrivate"] is True


@pytest.mark.parametrize("trouble", ["none", "drop", "refusal"])
def test_secrets_never_leave(kaggle, package, monkeypatch, no_waiting, capfd, caplog, tmp_path, trouble):
    """Not in what is shown, logged, raised or written, even when the client is told to talk."""
    from kaggle.api.kaggle_api_extended import KaggleApi

    monkeypatch.setattr(KaggleApi, "args", ["--local", "--verbose"])
    caplog.set_level("DEBUG")
    if trouble == "drop":
        kaggle.fail("/upload/", 10)
    if trouble == "refusal":
        kaggle.fail("CreateDataset", Answer(400, {"code": 400, "message": f"bad token {SECRET}"}))
    shown: list[str] = []
    try:
        publish(package, report=shown.append)
    except UserError as error:
        shown.append(str(error))

    printed = capfd.readouterr()
    everything = "\n".join([*shown, printed.out, printed.err, caplog.text])
    assert shown
    for secret in (SECRET, UPLOAD_KEY):
        assert secret not in everything
    assert not [name for name, content in contents_of(tmp_path).items() if SECRET.encode() in content]
    for note in (tmp_path / "home").rglob("*.json"):  # addresses for going on are for this user alone
        private = next(folder for folder in note.parents if folder.name == "kaggle-uploads")
        assert private.stat().st_mode & 0o077 == 0


def test_without_the_client(monkeypatch, package):
    monkeypatch.setitem(__import__("sys").modules, "kaggle.api.kaggle_api_extended", None)

    with pytest.raises(UserError, match=r"kaggle is not installed.*pip install 'fmld-synth\[publish\]'"):
        publish(package)


def test_from_the_command_line(kaggle, finished, tmp_path):
    options = ["--owner", "somebody", "--slug", "face-masks"]
    options += ["--license", "CC-BY-4.0", "--source-license", "CC-BY-4.0"]
    place = ["--package", str(tmp_path / "package")]

    first = CliRunner().invoke(app, ["publish", "kaggle", str(finished), *options, *place])
    second = CliRunner().invoke(app, ["publish", "kaggle", str(finished), *options, *place])

    assert "sending images.zip" in first.output
    assert first.output.endswith("created https://www.kaggle.com/datasets/somebody/face-masks (private)\n")
    assert second.output.endswith("updated https://www.kaggle.com/datasets/somebody/face-masks (private)\n")
    assert len(kaggle.datasets[NAMES.reference]["versions"]) == 2
    assert SECRET not in first.output + second.output
