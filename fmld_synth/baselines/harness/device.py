"""Where a network runs, and with what arithmetic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import numpy as np
import torch

from fmld_synth.baselines.harness.memory import keep_memory
from fmld_synth.baselines.harness.recipe import Precision
from fmld_synth.choices import Device, checked
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import available_cores


def choose_device(name: str, place: int = 0) -> torch.device:
    """The device called ``auto``, ``cpu`` or ``cuda``.

    Args:
        name: ``auto`` is CUDA where there is a card, else the CPU.
        place: which card, of several on this machine.

    Raises:
        UserError: there is no such device here.
    """
    checked(name, Device, "device")
    if name == "cuda" and not torch.cuda.is_available():
        raise UserError(
            "`device` cuda: torch finds no CUDA card here; use `device='cpu'`, or install torch for CUDA"
        )
    if name == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    if place >= torch.cuda.device_count():
        raise UserError(
            f"`device` {name}: there are {torch.cuda.device_count()} CUDA cards but more processes; "
            "start torchrun with fewer processes (--nproc-per-node)"
        )
    return torch.device("cuda", place)


def prepare_arithmetic(device: torch.device) -> None:
    """Set torch up for training: all cores, no denormal numbers, on the CPU memory kept and the same results for the
    same input.

    The number of threads decides in which order numbers are added: equal weights need equal machines or an equal
    ``OMP_NUM_THREADS``.
    """
    for kind in (np.float32, np.float64):
        np.finfo(kind)  # NumPy looks once at how small numbers get, and warns where denormal ones are off
    torch.set_flush_denormal(True)
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(available_cores())
    # The same as use_deterministic_algorithms, which also loads torch's compiler: seconds for nothing.
    torch.set_deterministic_debug_mode("warn" if device.type == "cpu" else "default")
    if device.type == "cpu":
        keep_memory()
    else:
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True  # inputs have one size
        torch.set_float32_matmul_precision("high")


@contextmanager
def arithmetic_as_before() -> Iterator[None]:
    """In it, trainings may set torch up; afterwards it computes as before, for whoever comes next in this process."""
    threads, mode = torch.get_num_threads(), torch.get_deterministic_debug_mode()
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.set_deterministic_debug_mode(mode)
        torch.set_flush_denormal(False)


@contextmanager
def no_denormals() -> Iterator[None]:
    """In it, denormal numbers count as 0: they are many times slower. MediaPipe's models refuse to start so."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def half_type(precision: Precision, device: torch.device) -> torch.dtype | None:
    """The type for mixed precision; None for float32 throughout."""
    if device.type != "cuda" or precision == "float32":
        return None
    if precision == "auto":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return torch.bfloat16 if precision == "bfloat16" else torch.float16


def mixed(device: torch.device, dtype: torch.dtype | None) -> AbstractContextManager[object]:
    """In it, what may be is computed in ``dtype``."""
    return torch.autocast(device.type, dtype) if dtype is not None else nullcontext()


@contextmanager
def enough_memory(batch_size: int) -> Iterator[None]:
    """In it, lack of memory is the user's error.

    Raises:
        UserError: memory ran out, a card's or the machine's own; it suggests another batch size.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not isinstance(error, (torch.OutOfMemoryError, MemoryError)) and "DefaultCPUAllocator" not in str(
            error
        ):
            raise
        remedy = f"try `batch_size={batch_size // 2}`" if batch_size > 1 else "even one picture is too much"
        raise UserError(f"`batch_size` {batch_size}: there is not enough memory for it; {remedy}") from error
