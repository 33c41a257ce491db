"""What the harness asks of every network: two kinds, classifiers of face crops and detectors of faces in scenes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import NamedTuple

from torch import Tensor, nn

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.weight_files import describe_misfit, read_tensors
from fmld_synth.errors import UserError


class Network(nn.Module, ABC):
    """What both kinds have.

    Attributes:
        classes: names, in the order of the outputs.
        preprocessing: how pictures become its input.
    """

    def __init__(self, classes: tuple[str, ...], preprocessing: Preprocessing) -> None:
        super().__init__()
        self.classes, self.preprocessing = classes, preprocessing

    def load_pretrained(self, path: Path) -> None:
        """Take weights from a file before training: here those of an earlier model of this network.

        Raises:
            UserError: it is damaged, or does not fit.
        """
        tensors = read_tensors(path)
        misfit = describe_misfit(self.state_dict(), tensors)
        if misfit:
            raise UserError(f"{path} holds no weights of this network ({misfit})")
        self.load_state_dict(tensors)


class Classifier(Network):
    """A network that says how the face in a crop wears its mask."""

    @abstractmethod
    def forward(self, images: Tensor) -> Tensor:
        """Scores before the softmax: float (batch, classes) of float (batch, 3, height, width)."""

    def loss(self, scores: Tensor, labels: Tensor, label_smoothing: float = 0.0) -> Tensor:
        """Mean cross entropy, a scalar; ``labels`` is int64 (batch,)."""
        return nn.functional.cross_entropy(scores.float(), labels, label_smoothing=label_smoothing)

    def for_release(self) -> Classifier:
        """An equal network that other programs can run, with few layers, not to be trained; itself where it is one."""
        return self


class Targets(NamedTuple):
    """The true faces of one image.

    boxes: float32 (faces, 4): left, top, right, bottom as fractions of the input's width and height.
    labels: int64 (faces,): places in the detector's ``classes``.
    mask_boxes: float32 (faces, 4), likewise; nan where no mask is worn or its box is unknown.
    ignored: float32 (others, 4), likewise: faces that are neither to be found nor to be taken for background, as
        they are too difficult or have no label. None stands for no such faces.
    points: float32 (faces, 5, 2), x and y likewise: the eyes, the tip of the nose and the corners of the mouth, in the
        order of ``fmld_synth.faces.regions.key_points``, whether seen or not; nan where unknown. None stands for no
        known points.
    """

    boxes: Tensor
    labels: Tensor
    mask_boxes: Tensor
    ignored: Tensor | None = None
    points: Tensor | None = None


class Predictions(NamedTuple):
    """What a detector says of a batch, before decoding.

    scores: float (batch, anchors, outputs), before sigmoid or softmax.
    offsets: float (batch, anchors, 4), relative to the anchors.
    heatmap: float (batch, 1, rows, columns) of an auxiliary task, None where there is none.
    points: float (batch, anchors, 10), offsets of the five points of a face, relative to the anchors; None of a network
        that finds boxes alone.
    """

    scores: Tensor
    offsets: Tensor
    heatmap: Tensor | None = None
    points: Tensor | None = None


class Detector(Network):
    """A single-shot network that finds faces and says how each wears its mask.

    Attributes:
        classes: names of the foreground classes.
        anchors: float32 (anchors, 4), a buffer: center x, center y, width, height as fractions of the input.
        variances: scales of the offsets of center (both axes) and of size.
    """

    anchors: Tensor
    variances: tuple[float, float] = (0.1, 0.2)

    @abstractmethod
    def forward(self, images: Tensor) -> Predictions:
        """Predictions of float (batch, 3, height, width)."""

    @abstractmethod
    def losses(self, predictions: Predictions, targets: list[Targets]) -> dict[str, Tensor]:
        """The terms of the loss, scalars by name, already weighted; their sum is minimized."""

    @abstractmethod
    def probabilities(self, scores: Tensor) -> Tensor:
        """float (batch, anchors, classes), 0 to 1, of the foreground classes."""

    def for_release(self) -> Detector:
        """An equal network that other programs can run, with few layers, not to be trained; itself where it is one."""
        return self
