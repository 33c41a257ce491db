"""Sending a package to the Hugging Face Hub through its official client, in commits that can go on later."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from fmld_synth.credentials import without_secrets
from fmld_synth.errors import UserError
from fmld_synth.locking import locked
from fmld_synth.publish import patience
from fmld_synth.publish.hugging_face_package import CARD
from fmld_synth.publish.missing_packages import not_installed
from fmld_synth.publish.package import Outcome, Package, Report
from fmld_synth.publish.patience import SilentServer, httpx_given_up
from fmld_synth.publish.quiet import silent

AGAIN = "run the same command again: what arrived is not sent again"
FILES_OF_COMMIT, BYTES_OF_COMMIT = 256, 2**30
_ATTEMPTS, _LONGEST_WAIT = 6, 300.0
_KEPT = ".gitattributes"

Result = TypeVar("Result")


def check_repository(name: str) -> str:
    """The name of a repository, when the Hub accepts it.

    Raises:
        UserError: it is not OWNER/NAME, too long, or holds characters that the Hub does not allow.
    """
    part = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"
    if not re.fullmatch(f"{part}/{part}", name) or "--" in name or ".." in name or len(name) > 96:
        raise UserError(
            f"`repo` {name!r}: give OWNER/NAME, at most 96 letters, digits, '.', '-' and '_', "
            "the last three neither doubled nor at an end"
        )
    return name


def page_of(repository: str) -> str:
    """Address of a dataset's page."""
    return f"https://huggingface.co/datasets/{repository}"


def publish_package(
    package: Package, repository: str, *, public: bool, message: str, report: Report
) -> Outcome:
    """Make the repository hold exactly the package: new and changed files are sent, others deleted.

    Args:
        package: as :func:`fmld_synth.publish.hugging_face_package.make_package` wrote it.
        repository: OWNER/NAME.
        public: whether everybody may see it.
        message: of the commits.
        report: is told how far it got.

    Raises:
        UserError: the client is not installed, the Hub refuses, or the connection fails; the message has no
            credentials in it. Nothing becomes public that was not asked for.
    """
    with locked(package.folder, "package"), silent(), _explained(repository), httpx_given_up():
        try:
            from huggingface_hub import HfApi
        except ImportError:
            raise not_installed("huggingface-hub") from None
        api: Any = HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None)
        dataset = {"repo_id": repository, "repo_type": "dataset"}
        created = _open(api, repository, dataset, public)
        there = set(_patiently(lambda: api.list_repo_files(**dataset)))
        stale = sorted(there - package.files.keys() - {_KEPT})
        batches = list(_batches(package))
        for number, names in enumerate(batches, start=1):
            report(f"sending part {number} of {len(batches)}: {len(names)} files")
            # Deleting comes last: until then the repository misses nothing.
            outdated = stale if number == len(batches) else []
            _commit(api, dataset, package.folder, names, outdated, f"{message} ({number}/{len(batches)})")
        if public:
            _patiently(lambda: api.update_repo_settings(visibility="public", **dataset))
    return Outcome(page_of(repository), created, public, ())


def _commit(
    api: Any, dataset: dict[str, str], folder: Path, names: list[str], outdated: list[str], message: str
) -> None:
    """Send files and delete outdated ones, in one commit; files that are there already are left out."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    def commit() -> None:  # its operations can be used only once
        operations: list[Any] = [CommitOperationAdd(name, str(folder / name)) for name in names]
        operations += [CommitOperationDelete(name) for name in outdated]
        api.create_commit(operations=operations, commit_message=message, **dataset)

    _patiently(commit)


def _open(api: Any, repository: str, dataset: dict[str, str], public: bool) -> bool:
    """Make sure that the repository is there and seen by nobody who should not; True when it is new."""
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        known = _patiently(lambda: api.repo_info(**dataset))
    except RepositoryNotFoundError:
        # Until all files are there nobody else sees it.
        _patiently(lambda: api.create_repo(visibility="private", **dataset))
        return True
    if not known.private and not public:
        raise UserError(
            f"{repository} is public already, so what is added would be public, too: give `public=True`, "
            "or another `repo`"
        )
    return False


def _batches(package: Package) -> Iterator[list[str]]:
    """Names of the files of each commit; the card comes last and so appears with the whole set."""
    names: list[str] = []
    size = 0
    for name in sorted(package.files, key=lambda name: (name == CARD, name)):
        if names and (len(names) == FILES_OF_COMMIT or size + package.files[name] > BYTES_OF_COMMIT):
            yield names
            names, size = [], 0
        names.append(name)
        size += package.files[name]
    yield names


def _patiently(call: Callable[[], Result]) -> Result:
    """Call again after the time the Hub asks for, while it is busy."""
    from huggingface_hub.errors import HfHubHTTPError

    for attempt in range(1, _ATTEMPTS):
        try:
            return call()
        except HfHubHTTPError as error:
            if _status(error) != 429:
                raise
            time.sleep(_wait(error, attempt))
    return call()


def _wait(error: Any, attempt: int) -> float:
    """Seconds until the next attempt."""
    try:
        asked = float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        asked = 5.0 * 2**attempt
    return min(max(asked, 0.0), _LONGEST_WAIT)


@contextmanager
def _explained(repository: str) -> Iterator[None]:
    """Turn what the client raises into one line without credentials."""
    try:
        from httpx2 import HTTPError
        from huggingface_hub import get_token
    except ImportError:
        raise not_installed("huggingface-hub") from None
    try:
        yield
    except SilentServer:
        raise UserError(f"the Hub gave no answer for {patience.SILENCE:.0f} seconds: {AGAIN}") from None
    except (KeyError, TypeError, AttributeError):
        raise UserError(f"the Hub gave an answer that its client does not understand: {AGAIN}") from None
    except (HTTPError, OSError, ValueError, RuntimeError) as error:
        status = _status(error)
        if status == 401:
            raise UserError(
                "the Hub did not accept any credentials (401): make a token that may write at "
                "https://huggingface.co/settings/tokens and put it into the environment variable HF_TOKEN, "
                "or run `hf auth login`"
            ) from None
        if status == 403:
            raise UserError(
                f"the Hub forbids this account to write {repository} (403): `repo` must begin with your "
                "account or an organization, and the token must be allowed to write"
            ) from None
        if status == 429:
            raise UserError(f"the Hub asks to slow down (429): wait a while, then {AGAIN}") from None
        if status is None and not isinstance(error, ValueError):
            raise UserError(f"the connection to the Hub broke ({_innermost(error)}): {AGAIN}") from None
        reason = without_secrets(
            str(error).splitlines()[0] if str(error) else type(error).__name__, [get_token()]
        )
        raise UserError(f"the Hub refuses {repository}: {reason}; when that is mended, {AGAIN}") from None


def _status(error: BaseException | None) -> int | None:
    """Number of the HTTP error behind an exception; None when there is none."""
    while error is not None:
        number = getattr(getattr(error, "response", None), "status_code", None)
        if isinstance(number, int):
            return number
        error = error.__cause__
    return None


def _innermost(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return type(error).__name__
