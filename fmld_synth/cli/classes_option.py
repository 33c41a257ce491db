"""``--classes``, of every command that reads sets of others."""

from __future__ import annotations

from typing import Annotated

import typer

ClassesOption = Annotated[
    str | None,
    typer.Option(
        "--classes",
        help="what class names of the set mean: good=correct,bad=incorrect; helmet= leaves such faces out",
    ),
]
