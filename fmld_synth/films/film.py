"""Frames of a film, read with PyAV: upright, in the proportions and at the times that its header states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import av
import av.logging
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.stream import Disposition

from fmld_synth.errors import UserError
from fmld_synth.films.frame import USUAL_RATE, Frame
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.opening import MOST_PIXELS
from fmld_synth.regular_files import open_regular_file

CONTAINERS = (
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,m4v,flv,live_flv,asf,ogg,rm,dv,mxf,wtv,h264,hevc,ivf,obu,mjpeg,"
    "yuv4mpegpipe"
)
"""FFmpeg's names of what is opened: containers of phones, cameras, camcorders, browsers and editors. Playlists, which
lead to other files and to the network, are not among them."""
FASTEST_RATE = 240.0
"""Frames a second; a greater figure in a header is a unit of time, not a rate."""
LONGEST_STEP = 3600.0
"""Seconds. Time stamps that leap further, or back, are damaged."""
SLACK = 1.0
"""Seconds by which a whole film may end before the time its header states, which is rounded in some containers."""
WIDEST_PIXEL = 4.0
"""Greatest ratio of a pixel's sides that is believed; DVDs and camcorders stay below 1.5."""
REMEDY = "convert it, for example with: ffmpeg -i FILM -c:v libx264 CONVERTED.mp4"


class Film:
    """The frames of an opened film, see :class:`Frames`.

    Args:
        path: of the file, for messages.
        container: the opened file.
        stream: its pictures.
    """

    def __init__(
        self, path: Path, container: av.container.InputContainer, stream: av.video.stream.VideoStream
    ) -> None:
        self._path, self._container, self._stream = path, container, stream
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        believable = 0 < rate <= FASTEST_RATE
        self._step = 1 / (rate if believable else USUAL_RATE)
        self._stretch = _stretch(stream.sample_aspect_ratio)
        self._start = (container.start_time or 0) / av.time_base
        self._length = (container.duration or 0) / av.time_base
        self.announced = _announced(container, stream)
        self.expected = self.announced or (round(self._length * rate) if believable else 0) or None
        self._read = self._damaged = 0
        self._reached = 0.0

    def __iter__(self) -> Iterator[Frame]:
        """Until the film ends. What cannot be decoded is left out, and counted."""
        seconds, offset = None, 0.0
        for picture in self._pictures():
            stamp = picture.time
            if seconds is None:
                seconds, offset = 0.0, stamp or 0.0
            elif stamp is not None and 0 < stamp - offset - seconds < LONGEST_STEP:
                seconds = stamp - offset
            else:  # no time stamp, or one that is damaged
                seconds += self._step
                offset = stamp - seconds if stamp is not None else offset
            self._read += 1
            yield Frame(self._upright(picture), seconds, self._duration(picture))

    def shortfall(self) -> str | None:
        """What the header announces and the film does not hold."""
        if self.announced and self._read < self.announced:
            return (
                f"{self._path} announces {self.announced:,} frames, {self._read:,} could be read: "
                "it is cut off or damaged"
            )
        if self._length - self._reached > SLACK:
            return (
                f"{self._path} announces {self._length:.1f} s, {self._reached:.1f} s could be read: "
                "it is cut off or damaged"
            )
        if self._damaged:
            return f"{self._path} is damaged in {self._damaged:,} places, which were left out"
        return None

    def _pictures(self) -> Iterator[av.VideoFrame]:
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets)
            except (StopIteration, EOFError):
                return
            except FFmpegError:
                self._damaged += 1
                return
            self._note_time(packet)
            if packet.stream.index != self._stream.index:
                continue
            try:
                yield from self._stream.decode(packet)
            except EOFError:
                return
            except FFmpegError:
                self._damaged += 1

    def _note_time(self, packet: av.Packet[Any]) -> None:
        """Note how far the film goes, its sound included, as the header's length does; that is counted from the first
        time stamp or from 0.
        """
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self._reached = max(self._reached, end, end - self._start)

    def _duration(self, picture: av.VideoFrame) -> float:
        stated = float(picture.duration * picture.time_base) if picture.time_base else 0.0
        return stated if 0 < stated < LONGEST_STEP else self._step

    def _upright(self, picture: av.VideoFrame) -> ByteArray:
        """The picture as players show it: with square pixels, turned and mirrored as the header says."""
        width = max(round(picture.width * self._stretch), 1)
        pixels = picture.reformat(width=width, format="rgb24").to_ndarray()
        matrix: Any = picture.side_data.get("DISPLAYMATRIX")
        if matrix is not None:
            pixels = turned(pixels, np.frombuffer(bytes(matrix), np.int32))
        return np.ascontiguousarray(pixels, np.uint8)


def turned(pixels: npt.NDArray[Any], matrix: npt.NDArray[np.int32]) -> npt.NDArray[Any]:
    """Turn and mirror a picture as a display matrix says, to the nearest quarter turn.

    Args:
        pixels: (height, width, 3).
        matrix: int32 (9,), row by row, as in ISO/IEC 14496-12, 8.3.2: a pixel at (x, y) is shown at
            (x m[0] + y m[3], x m[1] + y m[4]).
    """
    x_to_x, x_to_y, y_to_x, y_to_y = (int(matrix[place]) for place in (0, 1, 3, 4))
    if abs(x_to_x) + abs(y_to_y) < abs(x_to_y) + abs(y_to_x):
        pixels, x_to_x, y_to_y = pixels.swapaxes(0, 1), y_to_x, x_to_y
    return pixels[:: -1 if y_to_y < 0 else 1, :: -1 if x_to_x < 0 else 1]


@contextmanager
def open_film(path: Path) -> Iterator[Film]:
    """Open a film, and close it in the end.

    Raises:
        UserError: it is not a film, or one that cannot be decoded; one line.
    """
    with ExitStack() as opened:
        try:
            file = opened.enter_context(open_regular_file(path))
            container = opened.enter_context(
                av.open(
                    file,
                    mode="r",
                    container_options={"format_whitelist": CONTAINERS},
                    metadata_errors="replace",
                    io_open=_refuse,
                )
            )
            assert isinstance(container, av.container.InputContainer), "opened for reading"
            film = Film(path, container, _stream(path, container))
        except FFmpegError as error:
            raise UserError(
                f"{path} cannot be opened as a film ({error.strerror}): is it whole? "
                f"If a player shows it, {REMEDY}"
            ) from None
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror or error}") from None
        yield film


def is_film(path: Path) -> bool:
    """Whether a file, whatever its name, can be opened as a film."""
    try:
        with open_film(path):
            return True
    except UserError:
        return False


def _refuse(*_: object) -> NoReturn:
    raise PermissionError("a film must not lead to other files")


def _stream(path: Path, container: av.container.InputContainer) -> av.video.stream.VideoStream:
    """The pictures of a film, ready to be decoded.

    Raises:
        UserError: there are none, or they cannot be decoded.
    """
    films = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not films:
        raise UserError(f"{path} holds no moving pictures; give a film")
    best = container.streams.best("video")
    stream = next((one for one in films if best is not None and one.index == best.index), films[0])
    if stream.codec_context is None:
        raise UserError(
            f"{path}: its pictures are encoded as {_codec(container)}, which PyAV {av.__version__} cannot "
            f"decode; {REMEDY}"
        )
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height * max(_stretch(stream.sample_aspect_ratio), 1) > MOST_PIXELS:
        raise UserError(
            f"{path}: its pictures have {width} x {height} px, more than can be looked at; {REMEDY}"
        )
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    stream.thread_type = "AUTO"
    return stream


def _codec(container: Any) -> str:
    """The name, or else the four letters, of a codec without decoder, which PyAV tells only in FFmpeg's description."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        found = re.search(r"Video: (?:none \()?([^\s,()]+)", container.dumps_format())
    finally:
        av.logging.set_level(level)
    return found[1] if found else "something unknown"


def _announced(container: av.container.InputContainer, stream: av.video.stream.VideoStream) -> int | None:
    """How many frames the header announces, less those that its list of edits cuts away."""
    if stream.frames and container.format.name.startswith("mov"):
        return sum(not entry.is_discard for entry in stream.index_entries) or None
    return stream.frames or None


def _stretch(ratio: Fraction | None) -> float:
    """Width of a pixel in heights of it."""
    return float(ratio) if ratio and 1 / WIDEST_PIXEL <= ratio <= WIDEST_PIXEL else 1.0
