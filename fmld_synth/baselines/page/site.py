"""Write the page: its own files, the networks, and the runtime. Any web server for files can show it."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.baselines.page.networks import page_networks
from fmld_synth.baselines.page.runtime import LICENSE, LICENSE_NAME, runtime_files
from fmld_synth.errors import UserError
from fmld_synth.files import PART, write_file, writing_failed
from fmld_synth.locking import locked
from fmld_synth.version import VERSION

DESCRIPTION = "models.json"
START = "index.html"
NOT_SHIPPED = ("__init__.py", "__pycache__")


class Site(BaseModel):
    """What was written.

    Attributes:
        output: the folder.
        bytes: size of each file in it, by name.
    """

    output: Path
    bytes: dict[str, int]


def write_site(
    output: Path,
    model: str,
    *,
    finder: str | None = None,
    runtime: Path | None = None,
    fetch_runtime: bool = False,
    overwrite: bool = False,
) -> Site:
    """Write the page into a folder.

    Args:
        output: the folder; made if need be.
        model: see ``load_model``.
        finder: see :func:`page_networks`.
        runtime, fetch_runtime: see :func:`runtime_files`.
        overwrite: the folder may hold files; those of the same name are replaced.

    Raises:
        UserError: the folder is not empty or cannot be written, another process writes it, there is no runtime, or a
            model cannot be exported.
    """
    with locked(output):
        _check_free(output, overwrite=overwrite)
        files = runtime_files(runtime, fetch=fetch_runtime)
        networks = page_networks(model, finder)
        description = {"version": VERSION, **networks.description}
        files |= networks.files
        files |= {one.name: one.read_bytes() for one in static_files()}
        files[LICENSE_NAME] = LICENSE.encode()
        files[DESCRIPTION] = json.dumps(description, indent=1).encode()
        # The page itself comes last: where it lies, all that it needs does.
        for name in sorted(files, key=lambda name: name == START):
            write_file(output / name, files[name])
    return Site(output=output, bytes={name: len(content) for name, content in sorted(files.items())})


def static_files() -> list[Traversable]:
    """The files that are the same in every page."""
    folder = resources.files("fmld_synth.baselines.page") / "static"
    return [one for one in folder.iterdir() if one.name not in NOT_SHIPPED]


def _check_free(output: Path, *, overwrite: bool) -> None:
    try:
        occupied = output.exists() and any(PART not in path.name for path in output.iterdir())
    except OSError as error:
        raise writing_failed(output, error, resumable=False) from error
    if occupied and not overwrite:
        raise UserError(f"`output` {output} is not empty: use `overwrite=True` or another folder")
