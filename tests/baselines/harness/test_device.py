"""Choosing a device and its arithmetic."""

from __future__ import annotations

import pytest
import torch

from fmld_synth.baselines.harness.device import choose_device, half_type
from fmld_synth.errors import UserError


def test_without_a_card(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    assert choose_device("auto") == choose_device("cpu") == torch.device("cpu")
    with pytest.raises(UserError, match="`device` cuda: torch finds no CUDA card here; use `device='cpu'`"):
        choose_device("cuda")
    with pytest.raises(
        UserError, match=r"`device`: unknown device 'tpu'; did you mean cpu\? Valid: auto, cpu, cuda"
    ):
        choose_device("tpu")


def test_with_two_cards(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)

    assert choose_device("auto", 1) == torch.device("cuda", 1)
    assert choose_device("cpu") == torch.device("cpu")
    with pytest.raises(UserError, match="there are 2 CUDA cards but more processes"):
        choose_device("auto", 2)


@pytest.mark.parametrize(("has_bfloat16", "expected"), [(True, torch.bfloat16), (False, torch.float16)])
def test_half_precision_is_for_cards_only(monkeypatch, has_bfloat16, expected):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: has_bfloat16)

    assert half_type("auto", torch.device("cuda")) is expected
    assert half_type("float32", torch.device("cuda")) is None
    assert half_type("float16", torch.device("cuda")) is torch.float16
    assert half_type("float16", torch.device("cpu")) is None
