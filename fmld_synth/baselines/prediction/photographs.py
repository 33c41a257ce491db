"""Look at photographs: an annotated copy of each, and a JSON line each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fmld_synth.baselines.prediction.output import json_lines, open_output
from fmld_synth.baselines.prediction.run import Run, Summary, Unreadable
from fmld_synth.baselines.prediction.sources import Photographs
from fmld_synth.baselines.prediction.timing import Stopwatch
from fmld_synth.errors import Rejected, UserError, printable
from fmld_synth.files import encode_image, write_file
from fmld_synth.geometry import ByteArray
from fmld_synth.locking import locked
from fmld_synth.photographs.reading import read_photograph

QUALITY = 92
"""Of annotated JPEG files."""
KEPT_ENDINGS = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}


def look_at_photographs(run: Run, source: Photographs) -> Summary:
    """Write annotated photographs and ``predictions.jsonl``. Files that cannot be read are listed and left out.

    Raises:
        UserError: none can be read, or the results cannot be written.
    """
    open_output(run.output, source, overwrite=run.overwrite)
    summary, watch = run.summary(), Stopwatch()
    summary.unreadable += [Unreadable(path=path, reason=reason) for path, reason in source.unreadable]
    summary.passed_over = dict(source.passed_over)
    run.watcher.begin("predict", len(source.paths))
    with locked(run.output), json_lines(run.output) as write:
        for path in source.paths:
            name = path.relative_to(source.folder).as_posix()
            try:
                write(_look_at(run, path, name, summary, watch))
                watch.done()
                run.watcher.advance(1, 1, 0)
            except Rejected as rejection:
                write({"file": printable(name), "error": rejection.reason})
                summary.unreadable.append(
                    Unreadable(path=Path(printable(str(path))), reason=rejection.reason)
                )
                watch.next_picture()
                run.watcher.advance(1, 0, 1)
        if not summary.pictures:
            raise UserError(_nothing_readable(summary.unreadable))
    summary.milliseconds = watch.milliseconds()
    return summary


def _look_at(run: Run, path: Path, name: str, summary: Summary, watch: Stopwatch) -> dict[str, Any]:
    """Look at one photograph, count it, and return its record.

    Raises:
        Rejected: it cannot be read.
    """
    if not _is_text(name):
        raise Rejected("photograph", "unreadable_name")
    photograph = read_photograph(path)
    if photograph.guess is not None:
        summary.guessed[photograph.guess] = summary.guessed.get(photograph.guess, 0) + 1
    image = photograph.image
    faces = run.predictor.predict(image, watch)
    annotated = _save(run.draw(image, faces), run.output, name)
    summary.count(faces)
    return {
        "file": name,
        "width": image.shape[1],
        "height": image.shape[0],
        "annotated": annotated,
        "faces": [face.as_dict(run.predictor.classes) for face in faces],
    }


def _is_text(name: str) -> bool:
    """Whether the name of a file is UTF-8, as the file of results is."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _save(picture: ByteArray, output: Path, name: str) -> str:
    """Write an annotated picture, and return its path below the output."""
    ending = Path(name).suffix.lower()
    annotated = name if ending in KEPT_ENDINGS else f"{name}.jpg"
    write_file(output / annotated, encode_image(picture, KEPT_ENDINGS.get(ending, "jpeg"), QUALITY))
    return annotated


def _nothing_readable(unreadable: list[Unreadable]) -> str:
    first, *others = unreadable
    more = f" and {len(others)} more" if others else ""
    return f"{first.path}{more}: no photograph that can be read ({first.reason}); give another one"
