"""Which weights decay, how the learning rate goes, and what an average of weights is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from fmld_synth.baselines.harness.optimization import (
    WeightAverage,
    make_optimizer,
    make_schedule,
    rate_factor,
)
from fmld_synth.baselines.harness.recipe import Optimizer, Schedule
from fmld_synth.errors import UserError


@pytest.mark.parametrize("name", ["adamw", "sgd"])
def test_vectors_do_not_decay(name):
    model: Any = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    for parameter in model.parameters():
        nn.init.ones_(parameter)
        parameter.grad = torch.zeros_like(parameter)

    make_optimizer(model, Optimizer(name=name, learning_rate=0.1, weight_decay=0.5, momentum=0)).step()

    assert (model[0].weight == 0.95).all()
    assert (model[0].bias == 1).all() and (model[1].weight == 1).all() and (model[1].bias == 1).all()


schedules = st.builds(
    Schedule,
    name=st.sampled_from(["cosine", "constant"]),
    warm_up=st.floats(0, 3),
    final=st.floats(0, 1),
)


@given(settings=schedules, epochs=st.integers(1, 9), steps=st.integers(1, 20))
def test_the_rate_rises_to_its_greatest_and_then_never_again(settings, epochs, steps):
    factors = [
        rate_factor(step, settings=settings, epochs=epochs, steps_per_epoch=steps)
        for step in range(epochs * steps + 1)
    ]
    top = factors.index(max(factors))

    assert all(0 <= factor <= 1 for factor in factors)
    assert factors[: top + 1] == sorted(factors[: top + 1])
    assert factors[top:] == sorted(factors[top:], reverse=True)
    if settings.name == "cosine" and top < len(factors) - 1:
        assert factors[-1] == pytest.approx(settings.final)


def test_the_schedule_sets_the_optimizers_rate():
    optimizer = make_optimizer(nn.Linear(2, 2), Optimizer(learning_rate=0.4))
    schedule = make_schedule(optimizer, Schedule(warm_up=1, final=0.0), epochs=3, steps_per_epoch=3)
    rates = []
    for _ in range(9):
        rates.append(optimizer.param_groups[1]["lr"])
        optimizer.step()
        schedule.step()

    assert rates[:4] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert rates[6] == pytest.approx(0.2)  # half way down


def test_an_average_follows_slowly_and_ends_near_constant_weights():
    model = nn.BatchNorm1d(1)
    average: Any = WeightAverage(model, 0.9)
    nn.init.constant_(model.weight, 3.0)
    model.num_batches_tracked += 7

    average.update(model)
    assert average.model.weight.item() == pytest.approx(
        0.1 * 1 + 0.9 * 3
    )  # early on the first weights count little
    assert average.model.num_batches_tracked == 7
    for _ in range(200):
        average.update(model)
    assert average.model.weight.item() == pytest.approx(3)
    assert not average.model.weight.requires_grad and not average.model.training


def test_parts_learn_at_multiples_of_the_rate_and_keep_them_along_the_schedule():
    model = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
    optimizer = make_optimizer(model, Optimizer(learning_rate=0.1, multiples={"1": 4.0}))
    schedule = make_schedule(optimizer, Schedule(warm_up=0, final=0.5), epochs=1, steps_per_epoch=1)
    rates = {id(one): group["lr"] for group in optimizer.param_groups for one in group["params"]}

    assert [rates[id(one)] for one in model.parameters()] == pytest.approx([0.1, 0.1, 0.4, 0.4])
    optimizer.step()
    schedule.step()
    assert {group["lr"] for group in optimizer.param_groups} == {0.05, 0.2}


def test_a_multiple_of_a_part_that_does_not_exist_is_named():
    with pytest.raises(UserError, match=r"multiples\.head: the network has no such part; it has 0, 2"):
        make_optimizer(
            nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)), Optimizer(multiples={"head": 2})
        )
