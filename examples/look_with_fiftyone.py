"""Open an export of a set in FiftyOne (https://docs.voxel51.com), to look at it and filter it.

pip install fiftyone
fmld-synth export out/ --to coco --output coco/     # or: --to yolo --output yolo/
python examples/look_with_fiftyone.py coco/ train
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def load(export: Path, split: str) -> Any:
    """One split of a COCO or YOLO export as a FiftyOne dataset; faces are in the field ``ground_truth``."""
    import fiftyone

    if (export / "data.yaml").exists():
        return fiftyone.Dataset.from_dir(
            dataset_type=fiftyone.types.YOLOv5Dataset, yaml_path=str(export / "data.yaml"), split=split
        )
    return fiftyone.Dataset.from_dir(
        dataset_type=fiftyone.types.COCODetectionDataset,
        data_path=str(export / "images"),
        labels_path=str(export / "annotations" / f"{split}.json"),
        label_types="detections",
        label_field="ground_truth",
    )


def main() -> None:
    """Show a split in the browser."""
    import fiftyone

    parser = argparse.ArgumentParser(description="Look at an export in FiftyOne.")
    parser.add_argument("export", type=Path)
    parser.add_argument("split", nargs="?", default="train")
    arguments = parser.parse_args()
    if not (arguments.export / "images" / arguments.split).is_dir():
        parser.error(f"{arguments.export} has no pictures of the split {arguments.split}")
    dataset = load(arguments.export, arguments.split)
    print(dataset.count_values("ground_truth.detections.label"))
    fiftyone.launch_app(dataset).wait()


if __name__ == "__main__":
    main()
