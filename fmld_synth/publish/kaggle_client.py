"""Sending a package to Kaggle through Kaggle's official client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal

from fmld_synth.credentials import without_secrets
from fmld_synth.errors import UserError
from fmld_synth.locking import locked
from fmld_synth.publish import patience
from fmld_synth.publish.kaggle_metadata import Names
from fmld_synth.publish.missing_packages import not_installed
from fmld_synth.publish.package import Outcome, Package, Report
from fmld_synth.publish.patience import SilentServer, requests_given_up
from fmld_synth.publish.quiet import private_temporary_folder, silent

AGAIN = (
    "run the same command again: what went through is not sent again, what broke off goes on where it stopped"
)
_TOKEN = "https://www.kaggle.com/settings (API, Create new token)"

State = Literal["missing", "private", "public"]


class _Incomplete(Exception):  # noqa: N818 - it says what happened
    """A file did not get through; Kaggle's client may make the dataset without it."""


def publish_package(
    package: Package, names: Names, *, public: bool, version_notes: str, report: Report
) -> Outcome:
    """Create the dataset, or add a version to it, then set its cover image, sources and visibility.

    Args:
        package: as :func:`fmld_synth.publish.kaggle_package.make_package` wrote it.
        names: of the dataset.
        public: whether everybody may see it.
        version_notes: what is new, when a version is added.
        report: is told which file is being sent.

    Raises:
        UserError: the client is not installed, Kaggle refuses, or the connection fails; the message has no
            credentials in it. Nothing becomes public that was not asked for.
    """
    with (
        locked(package.folder, "package"),
        silent(),
        requests_given_up(),
        private_temporary_folder(_upload_notes()),
    ):
        api = _connected(len(package.files), report)
        with _explained(api, names):
            state = _state(api, names)
            if state == "public" and not public:
                raise UserError(
                    f"{names.reference} is public already, so its new version would be public, too: give "
                    "`public=True`, or another `slug`"
                )
            folder = str(package.folder.resolve())
            if state == "missing":
                response = api.dataset_create_new(folder, public=public, quiet=True, convert_to_csv=False)
            else:
                response = api.dataset_create_version(folder, version_notes, quiet=True, convert_to_csv=False)
            if response.error or (response.status or "").lower() == "error":
                raise UserError(f"Kaggle refuses {names.reference}: {response.error or 'no reason given'}")
            warnings = [f"Kaggle does not know the keyword {tag}" for tag in response.invalid_tags or ()]
            warnings += _update_metadata(api, names, folder)
    return Outcome(names.url, state == "missing", public, tuple(warnings))


def _upload_notes() -> Path:
    """Where the client notes how far an upload got: addresses that let their reader write to it."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "fmld-synth" / "kaggle-uploads"


def _connected(files: int, report: Report) -> Any:
    """An authenticated client that tells which file it sends and never leaves one out."""
    try:
        # Importing it tries to authenticate, which may end the process.
        from kaggle.api.kaggle_api_extended import KaggleApi
    except ImportError:
        raise not_installed("kaggle") from None
    except (OSError, ValueError, SystemExit):
        raise UserError(_no_credentials()) from None

    class Client(KaggleApi):  # type: ignore[misc]
        # In verbose mode the client prints its requests, credentials included.
        args: ClassVar[list[str]] = [
            argument for argument in KaggleApi.args if argument not in ("--verbose", "-v")
        ]

        def upload_files(self, request: Any, *rest: Any, **options: Any) -> None:
            try:
                super().upload_files(request, *rest, **options)
            except ValueError as error:  # so say releases from 2.2.5 on, earlier ones go on without the file
                if "Upload unsuccessful" in str(error):
                    raise _Incomplete from error
                raise
            if len(request.files) != files:
                raise _Incomplete

        def upload_complete(self, path: str, url: str, quiet: bool, resume: bool = False) -> Any:
            report(f"{'resuming' if resume else 'sending'} {Path(path).name}")
            return super().upload_complete(path, url, quiet, resume)

    api = Client()
    try:
        api.authenticate()
    except SilentServer:
        raise UserError(f"Kaggle gave no answer for {patience.SILENCE:.0f} seconds: {AGAIN}") from None
    except (OSError, ValueError, SystemExit) as error:
        raise UserError(_no_credentials(_status(error))) from None
    return api


def _no_credentials(status: int | None = None) -> str:
    if status == 429:
        return f"Kaggle asks to slow down (429): wait a few minutes, then {AGAIN}"
    why = f" ({status})" if status else ""
    return (
        f"Kaggle did not accept any credentials{why}: make a token at {_TOKEN} and put it into the "
        "environment variable KAGGLE_API_TOKEN or the file ~/.kaggle/access_token"
    )


def _state(api: Any, names: Names) -> State:
    """Whether the dataset is there, and who sees it."""
    from kagglesdk.datasets.types.dataset_api_service import ApiGetDatasetRequest
    from requests.exceptions import HTTPError

    request = ApiGetDatasetRequest()
    request.owner_slug, request.dataset_slug = names.owner, names.slug
    try:
        with api.build_kaggle_client() as kaggle:
            dataset = api.with_retry(kaggle.datasets.dataset_api_client.get_dataset)(request)
    except HTTPError as error:
        # Kaggle answers 403 for datasets that are not there, so that nobody learns names of private ones.
        if _status(error) in (403, 404):
            return "missing"
        raise
    return "private" if dataset.is_private else "public"


def _update_metadata(api: Any, names: Names, folder: str) -> list[str]:
    """Cover image, sources and visibility, which creating and adding versions leave out."""
    try:
        api.with_retry(api.dataset_metadata_update)(names.reference, folder)
    except (OSError, ValueError, SystemExit) as error:
        status = _status(error)
        return [
            f"the files are on Kaggle, but its cover image, sources and visibility could not be set"
            f"{f' ({status})' if status else ''}: do it on {names.url}/settings"
        ]
    return []


@contextmanager
def _explained(api: Any, names: Names) -> Iterator[None]:
    """Turn what the client raises into one line without credentials."""
    secrets = [api.config_values.get(name) for name in ("key", "token", "api_token", "auth_token")]
    secrets += [f"{api.config_values.get('username')}:{secret}" for secret in secrets if secret]
    try:
        yield
    except SilentServer:
        raise UserError(f"Kaggle gave no answer for {patience.SILENCE:.0f} seconds: {AGAIN}") from None
    except _Incomplete:
        raise UserError(f"a file did not get through to Kaggle, so nothing was published: {AGAIN}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SystemExit) as error:
        status = _status(error)
        if status == 401:
            raise UserError(_no_credentials(status)) from None
        if status == 403:
            raise UserError(
                f"Kaggle forbids this account to write {names.reference} (403): `owner` must be your account "
                "or an organization you belong to"
            ) from None
        if status == 429:
            raise UserError(f"Kaggle asks to slow down (429): wait a few minutes, then {AGAIN}") from None
        if status is None and isinstance(error, OSError):
            raise UserError(f"the connection to Kaggle broke ({type(error).__name__}): {AGAIN}") from None
        if isinstance(error, (KeyError, TypeError, AttributeError)):
            raise UserError(f"Kaggle gave an answer that its client does not understand: {AGAIN}") from None
        reason = without_secrets(str(error), secrets)
        raise UserError(f"Kaggle refuses {names.reference}: {reason}; when that is mended, {AGAIN}") from None


def _status(error: BaseException) -> int | None:
    """Number of an HTTP error; None for any other."""
    number = getattr(getattr(error, "response", None), "status_code", None)
    return number if isinstance(number, int) else None
