"""What every network must pass: gradients reach all of it, it learns a few pictures by heart, exports are equal."""

import torch

from fmld_synth.baselines.exporting.checking import check_onnx
from fmld_synth.baselines.exporting.exporting import TRACED_BATCH
from fmld_synth.baselines.exporting.network import example_input, exported_form
from fmld_synth.baselines.exporting.onnx_file import write_onnx
from fmld_synth.baselines.networks import Classifier, Targets

POINTS = [(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)]
"""Of a face, as shares of its box."""


def pictures(model, number, seed=0):
    """uint8 (number, height, width, 3): coarse patches by chance."""
    shape = model.preprocessing
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(number, 3, 4, 4, generator=generator) * 255
    enlarged = torch.nn.functional.interpolate(coarse, (shape.height, shape.width), mode="nearest")
    return enlarged.to(torch.uint8).permute(0, 2, 3, 1)


def some_targets(number, classes):
    """One face a picture, of each class in turn, small and large."""
    sides = (0.15, 0.3, 0.6, 0.9)
    return [
        Targets(
            torch.tensor([[0.05, 0.07, 0.05 + sides[i % 4], 0.07 + sides[i % 4]]]),
            torch.tensor([i % classes]),
            torch.full((1, 4), torch.nan),
            points=torch.tensor([POINTS]) * sides[i % 4] + torch.tensor([0.05, 0.07]),
        )
        for i in range(number)
    ]


def total_loss(model, inputs):
    """A scalar to minimize for inputs of 8 pictures with the classes in turn."""
    outputs, classes = model(inputs), len(model.classes)
    if isinstance(model, Classifier):
        return model.loss(outputs, torch.arange(len(inputs)) % classes)
    return sum(model.losses(outputs, some_targets(len(inputs), classes)).values())


def dead_parameters(model):
    """Names of parameters that a loss gives no gradient, or one that is not finite."""
    torch.manual_seed(0)
    model.train()
    total_loss(model, model.preprocessing(pictures(model, 8))).backward()
    return [
        name
        for name, parameter in model.named_parameters()
        if parameter.grad is None or not parameter.grad.isfinite().all() or not parameter.grad.any()
    ]


def without_dropout(model):
    """The model in training mode, but with all its units."""
    model.train()
    for layer in model.modules():
        if isinstance(layer, torch.nn.Dropout):
            layer.eval()
    return model


def learn_by_heart(model, steps, learning_rate=1e-3):
    """First and last loss of training on 8 pictures."""
    torch.manual_seed(0)
    inputs = model.preprocessing(pictures(model, 8))
    optimizer = torch.optim.AdamW(without_dropout(model).parameters(), learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = total_loss(model, inputs)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[0], losses[-1]


def use_statistics(model):
    """Give the batch norms statistics of real activations, so that outputs of the network in use are of usual size."""
    model.train()
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = None  # the mean of all that was seen
    with torch.no_grad():
        model(model.preprocessing(pictures(model, 8)))
    return model.eval()


def export_differences(model, folder):
    """By runtime: the greatest difference to torch of the exported file; ``check_onnx`` limits it to 1e-4."""
    network = exported_form(use_statistics(model))
    path = folder / "network.onnx"
    write_onnx(network, example_input(model, TRACED_BATCH), path, opset=17, metadata={})
    return {one.runtime: one.greatest_difference for one in check_onnx(network, model.preprocessing, path)}
