"""``--shard`` and ``--stage`` of ``fmld-synth generate``: one part of a run that several machines share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fmld_synth.choices import SharedStage, Stage
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.generation.configuration import Configuration
    from fmld_synth.generation.shards import StageEnd
    from fmld_synth.progress import Watcher

NEXT = {"survey": "--stage render for every shard", "render": "--stage merge, once"}


def check_stage(stage: Stage | None, shard: str | None) -> None:
    """Make sure that the two options go together.

    Raises:
        UserError: they do not.
    """
    if shard is None and stage in ("survey", "render"):
        raise UserError(f"--stage {stage} is done by shards: add --shard 1/1, or 1/N to N/N on N machines")
    if shard is not None and stage not in ("survey", "render"):
        raise UserError(f"--shard {shard} belongs to --stage survey or render; --stage merge is done once")


def work_on_shard(
    configuration: Configuration,
    stage: SharedStage,
    shard: str | None,
    photographs: Path | None,
    watcher: Watcher,
    quiet: bool,
    as_json: bool,
) -> None:
    """Do a shard's part, and say what is to be done next.

    Raises:
        UserError: see :func:`fmld_synth.generation.shards.work_on_shard`.
    """
    from fmld_synth.generation.blocks import parse_shard
    from fmld_synth.generation.shards import work_on_shard as work

    assert shard is not None, "check_stage comes first"
    end = work(configuration, stage, parse_shard(shard), watcher=watcher, photographs=photographs)
    if as_json:
        typer.echo(json.dumps({"stage": stage, "shard": shard, **end._asdict()}))
    elif not quiet:
        typer.echo(_line(stage, shard, end))


def _line(stage: SharedStage, shard: str, end: StageEnd) -> str:
    if end.finished:
        return "the dataset is finished already"
    blocks = "1 block" if end.done == 1 else f"{end.done:,} blocks"
    rest = f"others still lack {end.open:,}; then" if end.open else "nothing is missing; now"
    return f"{stage} of shard {shard} is done ({blocks}); {rest} {NEXT[stage]}"
