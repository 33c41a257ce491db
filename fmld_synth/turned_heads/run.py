"""From a folder of photographs to a folder of the same people with their heads turned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.dataset.file_names import REJECTED
from fmld_synth.dataset.record_lines import to_line
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import whole_file
from fmld_synth.generation.inputs import check_apart, find_inputs
from fmld_synth.locking import locked
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.turned_heads.drawing import Range
from fmld_synth.turned_heads.folder import TURNED, check_names, open_folder
from fmld_synth.turned_heads.turner import STEEPEST, TurnedHead, Turner, Wishes

YAW, PITCH = (25.0, 60.0), (-15.0, 25.0)
"""Degrees, where turned heads point unless something else is wanted: from half profile on, and a little more down
than up, as people look at what they hold."""
LEAST_FACE = 60
"""Pixels of the longer side of a face's box, unless something else is wanted: about 20 between the eyes."""


class TurnedHeads(BaseModel):
    """What was made: numbers of photographs and pictures, and of rejections by their reason."""

    photographs: int
    pictures: int
    rejected: dict[str, int]


@reproducible_kernels()
def turn_heads(
    source: Path,
    output: Path,
    *,
    yaw: Range = YAW,
    pitch: Range = PITCH,
    per_photograph: int = 1,
    seed: int = 0,
    min_face: int = LEAST_FACE,
    workers: int | None = None,
    overwrite: bool = False,
    watcher: Watcher | None = None,
) -> TurnedHeads:
    """Turn the largest head of every photograph further to the side; the bytes are the same for any ``workers``.

    Args:
        source: a folder (with its subfolders), a photograph or a text list.
        output: folder of the pictures, of ``turned.jsonl`` and of ``rejected.jsonl``.
        yaw: lowest and highest yaw of the turned heads, to either side, in degrees.
        pitch: lowest and highest pitch of those that nod, in degrees; positive looks down.
        per_photograph: pictures of each.
        seed: another one gives other turns.
        min_face: least length in pixels of the longer side of a face.
        workers: processes; None is one a core.
        overwrite: an earlier output is deleted first.
        watcher: is told of the progress.

    Raises:
        UserError: an option, the input or the output is wrong, or the disk is full.
    """
    _check("yaw", yaw, 0.0)
    _check("pitch", pitch, -STEEPEST)
    if per_photograph < 1:
        raise UserError(f"`per_photograph` {per_photograph}: give 1 or more")
    if seed < 0:
        raise UserError(f"`seed` {seed}: give 0 or more")
    wishes = Wishes(yaw=yaw, pitch=pitch, per_photograph=per_photograph, seed=seed, min_face=min_face)
    inputs = find_inputs(source)
    check_apart(source, output)
    check_names(inputs.paths)
    watcher = watcher or Unwatched()
    turned: list[TurnedHead] = []
    rejections = list(inputs.rejections)
    set_up = partial(Turner, inputs.root, output, wishes)
    with locked(output), WorkerPool(set_up, workers or available_cores()) as pool:
        open_folder(output, overwrite=overwrite)
        watcher.begin("turn", len(inputs.paths))
        for heads, rejected in pool.run(inputs.paths):
            turned += heads
            rejections += rejected
            watcher.advance(1, len(heads), len(rejected))
        _write_lines(output / REJECTED, rejections)
        _write_lines(output / TURNED, turned)
    reasons = Counter(one.reason for one in rejections)
    return TurnedHeads(
        photographs=len(inputs.paths), pictures=len(turned), rejected=dict(sorted(reasons.items()))
    )


def _write_lines(path: Path, entries: Iterable[BaseModel]) -> None:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(map(to_line, entries))


def _check(name: str, span: Range, least: float) -> None:
    if not least <= span[0] <= span[1] <= STEEPEST:
        raise UserError(
            f"`{name}` {span[0]:g}:{span[1]:g}: give the lower end first, from {least:g} to {STEEPEST:g} degrees"
        )
