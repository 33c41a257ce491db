"""The small network: three convolutions, a hidden layer, and the classes."""

from __future__ import annotations

from torch import Tensor, nn

from fmld_synth.baselines.networks import Classifier
from fmld_synth.baselines.preprocessing import Preprocessing

SIDE = 124
CHANNELS = (32, 64, 128)
HIDDEN = 50
CELLS = 14
"""Along each side of the last convolution's pooled output: 124, 62; 60, 30; 28, 14."""


class SmallNetwork(Classifier):
    """The classifier; 1,347,749 parameters with two classes.

    The published network tells two classes apart with one output, whose sigmoid is the probability of the second
    (no mask). So does this one: with two classes the first one's score is 0 and the second one's is that output, as
    the softmax of (0, z) is (1 - sigmoid(z), sigmoid(z)). The loss, too, is then the published binary cross entropy.
    More classes have an output each.
    """

    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__(classes, Preprocessing(SIDE, SIDE, channels="BGR"))
        first, second, third = CHANNELS
        # Only the first convolution is padded.
        self.features = nn.Sequential(
            nn.Conv2d(3, first, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(second, third, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.judge = nn.Sequential(
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(third * CELLS * CELLS, HIDDEN),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(HIDDEN, 1 if len(classes) == 2 else len(classes)),
        )
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):  # as Keras begins
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)  # type: ignore[arg-type]

    def forward(self, images: Tensor) -> Tensor:
        """Scores before the softmax: float (batch, classes) of float (batch, 3, 124, 124), BGR, 0 to 1."""
        scores: Tensor = self.judge(self.features(images))
        if len(self.classes) == 2:
            return scores * scores.new_tensor((0.0, 1.0))
        return scores


def build(classes: tuple[str, ...]) -> SmallNetwork:
    """The network with fresh weights; it has no settings."""
    return SmallNetwork(classes)
