"""Workers of Ray on two nodes of one machine: same order and bytes as processes, and losses are survived."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.errors import UserError
from fmld_synth.execution import ray_pool
from fmld_synth.execution.ray_pool import RayPool
from tests.fake_engine import slow_engine
from tests.making_sets import contents, run
from tests.time_limit import time_limit

ray = pytest.importorskip("ray")
NODES = 2
MEMORY = 80 * 2**20
"""Bytes of each node's object store: near the least that Ray takes."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes of one core each."""
    ray_pool._import_ray()
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": MEMORY}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    cluster.add_node(num_cpus=1, object_store_memory=MEMORY)
    yield cluster
    cluster.shutdown()


class Squaring:
    """A worker that fails, or ends its process, on demand."""

    def __call__(self, unit: int) -> tuple[int, str]:
        if unit == -1:
            raise UserError("`size` -1: no")
        if unit == -2:
            os._exit(1)
        return unit * unit, ray.get_runtime_context().get_node_id()


class SquaringTogether(Squaring):
    """A worker that begins when one on each node is there: on a busy machine the first may else do all before."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / ray.get_runtime_context().get_node_id()).touch()

    def __call__(self, unit: int) -> tuple[int, str]:
        while len(list(self._folder.iterdir())) < NODES:  # the test's own time limit ends it
            time.sleep(0.02)
        return super().__call__(unit)


def test_results_come_in_order_from_both_nodes(cluster: Any, tmp_path: Path) -> None:
    with time_limit(120), RayPool(partial(SquaringTogether, tmp_path), NODES, cluster.address) as pool:
        results = list(pool.run(range(60)))
    assert [square for square, _ in results] == [n * n for n in range(60)]
    assert len({node for _, node in results}) == NODES


def test_a_mistake_of_the_user_is_told_as_in_one_process(cluster: Any) -> None:
    with RayPool(Squaring, 1, cluster.address) as pool, pytest.raises(UserError, match=r"^`size` -1: no$"):
        list(pool.run([1, -1]))


def test_work_that_ends_every_worker_is_given_up_in_one_line(cluster: Any) -> None:
    with RayPool(Squaring, 1, cluster.address) as pool, pytest.raises(UserError, match="ended 3 workers of"):
        list(pool.run([1, -2, 3]))


def test_usage_statistics_are_off(cluster: Any) -> None:
    from ray._common.usage import usage_lib

    assert not usage_lib.usage_stats_enabled()


def test_there_is_no_cluster() -> None:
    with pytest.raises(UserError, match=r"`ray_address` 127\.0\.0\.1:1: Ray does not start"):
        RayPool(Squaring, 1, "127.0.0.1:1").__enter__()


def test_a_node_that_is_lost_costs_no_byte(cluster: Any, photographs: Path, tmp_path: Path) -> None:
    run(photographs, tmp_path / "alone", per_face=6)
    output = tmp_path / "out"
    lost = cluster.worker_nodes.copy().pop()

    def lose() -> None:
        while len(list((output / "images").rglob("*.jpg"))) < 12:
            time.sleep(0.01)
        cluster.remove_node(lost, allow_graceful=False)

    losing = threading.Thread(target=lose)
    losing.start()
    options = {"executor": "ray", "ray_address": cluster.address, "workers": 2, "per_face": 6}
    run(photographs, output, engine=slow_engine, **options)
    losing.join()
    assert lost not in cluster.worker_nodes
    assert contents(output) == contents(tmp_path / "alone")
