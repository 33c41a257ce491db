"""Which tests ``pytest --core`` leaves out: those that need more than ``fmld-synth[test]``."""

from __future__ import annotations

from pathlib import Path

BEYOND_CORE = (
    # torch
    "baselines",
    "benchmarks",
    "cli/test_choices.py",
    "cli/test_page.py",
    "cli/test_predict.py",
    "cli/test_training_progress.py",
    "documents/test_code.py",
    "examples/test_from_portraits_to_a_model.py",
    "fuzz/test_models.py",
    "examples/test_run_exported_model.py",
    "test_plugins.py",
    # PyAV
    "films",
    "masked_films",
    # Ray
    "execution/test_ray_pool.py",
    # S3
    "object_storage",
    # third-party readers, clients and builders
    "build_data",
    "dataset/exporters/test_round_trip.py",
    "dataset/exporters/test_segmentation.py",
    "dataset/exporters/test_third_party.py",
    "documents/test_dockerfile.py",
    "publish",
    "test_packaging.py",
    # a browser
    "stats/test_report_in_browser.py",
    "stats/test_report_of_scenes.py",
)
"""Files and folders below ``tests``."""


def is_core(path: Path) -> bool:
    """Whether a test file, or a folder of them, is run with ``--core``."""
    place = path.relative_to(Path(__file__).parent)
    return not {place.as_posix(), *(folder.as_posix() for folder in place.parents)} & set(BEYOND_CORE)
