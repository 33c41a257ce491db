"""The network has the published size, computes what the literal one does, and learns."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from fmld_synth.baselines.scs_net.network import PICTURES_AT_ONCE, build
from fmld_synth.errors import UserError
from tests.baselines.architecture import dead_parameters, learn_by_heart, pictures
from tests.baselines.scs_net.literal import LiteralScsNet

CLASSES = ("correct", "incorrect", "none")


@pytest.fixture
def network():
    torch.manual_seed(0)
    return build(CLASSES)


@pytest.mark.parametrize(("classes", "parameters"), [(2, 117_129), (3, 123_402), (5, 135_948), (6, 142_221)])
def test_it_has_the_published_number_of_parameters(classes, parameters):
    network = build(tuple("abcdef"[:classes]))
    assert sum(parameter.numel() for parameter in network.parameters()) == parameters
    assert network(torch.rand(2, 3, 224, 224)).shape == (2, classes)


def test_values_and_gradients_are_those_of_the_literal_network(network):
    literal = LiteralScsNet()
    literal.load_state_dict(network.state_dict())
    images, labels = torch.rand(2, 3, 224, 224), torch.tensor([0, 2])
    images[1, :, 50:100] = 0
    these, those = network(images), literal(images)
    with torch.no_grad():
        torch.testing.assert_close(network(images), those, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(these, those, rtol=1e-5, atol=1e-6)
    for scores in (these, those):
        torch.nn.functional.cross_entropy(scores, labels).backward()
    for (name, parameter), other in zip(network.named_parameters(), literal.parameters(), strict=True):
        difference = (parameter.grad - other.grad).norm() / other.grad.norm()
        assert difference < 1e-4, name


@torch.no_grad()
def test_pictures_of_a_large_batch_do_not_mix(network):
    images = torch.rand(PICTURES_AT_ONCE + 1, 3, 224, 224)
    torch.testing.assert_close(network(images)[[0, -1]], network(images[[0, -1]]), rtol=1e-5, atol=1e-6)


def test_gradients_reach_every_parameter(network):
    assert not dead_parameters(network)


def test_it_learns_eight_pictures_by_heart(network):
    first, last = learn_by_heart(network, steps=12, learning_rate=1e-2)
    assert first > 0.8
    assert last < 0.1


def test_all_gates_are_open_at_first(network):
    gates = network.preprocessing(pictures(network, 8))
    for convolution in network.convolutions:
        gates = convolution(gates).relu()
        open_share = (gates > 0).float().mean((0, 2, 3))
        assert (open_share > 0.5).all()
        gates = torch.nn.functional.max_pool2d(gates, 2, ceil_mode=True)


def test_exponents_are_positive():
    with pytest.raises(UserError, match="p_init = 0: an exponent is positive"):
        build(CLASSES, p_init=0)


class Subnormal(TorchDispatchMode):
    """Names of operations that gave numbers below the least normal one, and their share."""

    def __init__(self):
        super().__init__()
        self.found = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        outputs = function(*args, **(kwargs or {}))
        unwritten = function.is_view or "empty" in str(function)
        for output in () if unwritten else tree_leaves(outputs):
            if isinstance(output, torch.Tensor) and output.dtype == torch.float32:
                magnitudes = output.detach().abs()
                share = ((magnitudes > 0) & (magnitudes < torch.finfo(torch.float32).tiny)).float().mean()
                if share > 1e-4:
                    self.found.append((str(function), share.item()))
        return outputs


@pytest.mark.parametrize("exponent", [1.0, 3.0, 9.0])
def test_no_numbers_become_so_small_that_processors_slow_down(exponent):
    torch.manual_seed(0)
    network = build(CLASSES, p_init=exponent)
    images = network.preprocessing(pictures(network, 2)) * torch.linspace(0, 1, 224).pow(4)
    with Subnormal() as mode:
        network.loss(network(images), torch.tensor([0, 1])).backward()
    assert not mode.found
