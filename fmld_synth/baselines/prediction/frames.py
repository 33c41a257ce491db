"""Look at a video or camera: an annotated video with steady boxes, and a JSON line a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext, suppress
from itertools import islice
from typing import Any

from fmld_synth.baselines.prediction.output import json_lines, open_output
from fmld_synth.baselines.prediction.run import Run, Summary
from fmld_synth.baselines.prediction.sources import Camera, Video
from fmld_synth.baselines.prediction.timing import Stopwatch
from fmld_synth.baselines.prediction.tracking import Tracker
from fmld_synth.baselines.prediction.video import open_frames
from fmld_synth.errors import UserError
from fmld_synth.files import whole_file
from fmld_synth.films.frame import Frame, Frames
from fmld_synth.films.video_file import VideoFile
from fmld_synth.locking import locked


def look_at_frames(run: Run, source: Video | Camera, *, max_frames: int | None = None) -> Summary:
    """Write an annotated video and ``predictions.jsonl``.

    Args:
        run: its settings.
        source: the video or camera. A camera is watched until Ctrl-C, which ends it as planned.
        max_frames: stop after so many.

    Raises:
        UserError: the source cannot be opened or gives no picture, or the results cannot be written.
    """
    name = f"{source.path.stem}.mp4" if isinstance(source, Video) else f"camera_{source.index}.mp4"
    # Ctrl-C is how one leaves a camera.
    stopped = suppress(KeyboardInterrupt) if isinstance(source, Camera) else nullcontext()
    with open_frames(source) as frames:
        open_output(run.output, source, overwrite=run.overwrite)
        summary = run.summary()
        summary.announced = frames.announced
        run.watcher.begin("predict", _expected(frames, max_frames))
        with (
            locked(run.output),
            whole_file(run.output / name) as part,
            json_lines(run.output) as write,
            closing(VideoFile(part)) as video,
        ):
            with stopped:
                _follow(run, islice(frames, max_frames), video, write, summary)
            if not summary.pictures:
                raise UserError(_no_frames(source))
        if max_frames is None or summary.pictures < max_frames:
            summary.shortfall = frames.shortfall()
    return summary


def _follow(
    run: Run,
    frames: Iterable[Frame],
    video: VideoFile,
    write: Callable[[dict[str, Any]], None],
    summary: Summary,
) -> None:
    """Look at frame after frame, until they end or the user stops."""
    tracker, watch = Tracker(), Stopwatch()
    try:
        for number, frame in enumerate(frames):
            faces = tracker.update(run.predictor.predict(frame.image, watch))
            video.add(run.draw(frame.image, faces), frame.seconds, frame.duration)
            record = {"frame": number, "seconds": round(frame.seconds, 3)}
            write(record | {"faces": [face.as_dict(run.predictor.classes) for face in faces]})
            watch.done()
            summary.count(faces)
            run.watcher.advance(1, 1, 0)
    finally:
        summary.people, summary.milliseconds = tracker.people, watch.milliseconds()


def _expected(frames: Frames, max_frames: int | None) -> int | None:
    """How many frames will be looked at; None when nobody knows."""
    limits = [limit for limit in (frames.expected, max_frames) if limit is not None]
    return min(limits, default=None)


def _no_frames(source: Video | Camera) -> str:
    if isinstance(source, Camera):
        return f"camera {source.index} gave no picture: is another program using it?"
    return f"{source.path} holds no frame that can be read: is it whole?"
