"""SCS-Net written down twice more from its description: slowly, place by place; and layer by layer, as most would."""

import torch
from torch import nn
from torch.nn import functional

EPS = 1e-6


def similarity_by_loops(images, weight, p, q, stride=1, padding=0):
    """The layer's formula, one patch and one kernel at a time; gradients by torch's own."""
    images = functional.pad(images, (padding,) * 4)
    size = weight.shape[-1]
    exponents, floor = torch.exp(p / 5), torch.exp(-q / 0.3)
    rows = range(0, images.shape[2] - size + 1, stride)
    columns = range(0, images.shape[3] - size + 1, stride)
    values = []
    for image in images:
        for kernel, exponent in zip(weight, exponents, strict=True):
            unit = kernel / torch.sqrt((kernel * kernel).sum())
            for row in rows:
                for column in columns:
                    patch = image[:, row : row + size, column : column + size]
                    s = (patch * unit).sum() / torch.sqrt((patch * patch).sum() + floor + EPS)
                    values.append(torch.sign(s) * (torch.abs(s) + EPS) ** exponent)
    return torch.stack([value.reshape(()) for value in values]).view(
        len(images), len(weight), len(rows), len(columns)
    )


def pool_by_loops(values):
    """The value of largest magnitude of each window of 2 x 2, cut at the borders."""
    batch, channels, rows, columns = values.shape
    pooled = []
    for plane in values.reshape(-1, rows, columns):
        for row in range(0, rows, 2):
            for column in range(0, columns, 2):
                window = plane[row : row + 2, column : column + 2].reshape(-1)
                pooled.append(window[window.abs().argmax()])
    return torch.stack(pooled).view(batch, channels, -(-rows // 2), -(-columns // 2))


class LiteralSimilarity(nn.Module):
    """The layer in whole tensors."""

    def __init__(self, before, after, padding):
        super().__init__()
        self.padding = padding
        self.weight = nn.Parameter(torch.randn(after, before, 3, 3))
        self.p, self.q = nn.Parameter(torch.zeros(after)), nn.Parameter(torch.full((1,), 3.0))

    def forward(self, images):
        unit = self.weight / self.weight.square().sum((1, 2, 3), keepdim=True).sqrt()
        ones = torch.ones_like(self.weight[:1])
        energies = functional.conv2d(images.square(), ones, padding=self.padding)
        norms = torch.sqrt(energies + torch.exp(-self.q / 0.3) + EPS)
        s = functional.conv2d(images, unit, padding=self.padding) / norms
        return torch.sign(s) * (torch.abs(s) + EPS) ** torch.exp(self.p / 5).view(1, -1, 1, 1)


class MaxAbsPool2d(nn.Module):
    """The value of largest magnitude of each window: the larger one of two pools, as the layer's authors have it."""

    def forward(self, values):
        upper = functional.max_pool2d(values, 2, 2, ceil_mode=True)
        lower = functional.max_pool2d(-values, 2, 2, ceil_mode=True)
        return torch.where(upper >= lower, upper, -lower)


class LiteralScsNet(nn.Module):
    """The network layer by layer; it takes the parameters of ``ScsNet``."""

    def __init__(self, classes=3):
        super().__init__()
        sizes = [(3, 8), (8, 16), (16, 32), (32, 64), (64, 128)]
        self.similarities = nn.ModuleList(LiteralSimilarity(*size, int(size[0] > 3)) for size in sizes)
        self.convolutions = nn.ModuleList(nn.Conv2d(*size, 3, padding=int(size[0] > 3)) for size in sizes[:3])
        self.excitation = nn.ModuleDict({"squeeze": nn.Linear(32, 2), "excite": nn.Linear(2, 32)})
        self.scores = nn.Linear(6272, classes)
        self.pool = MaxAbsPool2d()

    def forward(self, images):
        a, b = self.similarities[0](images), torch.relu(self.convolutions[0](images))
        a, b = self.pool(a * b), self.pool(b)
        a, b = self.similarities[1](a), torch.relu(self.convolutions[1](b))
        a, b = self.pool(a * b), self.pool(b)
        a = self.pool(self.similarities[2](a) * torch.relu(self.convolutions[2](b)))
        hidden = torch.relu(self.excitation["squeeze"](a.mean((2, 3))))
        a = a * torch.sigmoid(self.excitation["excite"](hidden))[:, :, None, None]
        a = self.pool(self.similarities[3](a))
        a = self.pool(self.similarities[4](a))
        return self.scores(a.flatten(1))
