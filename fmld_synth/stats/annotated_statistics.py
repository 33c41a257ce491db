"""What a dataset of any format holds, in numbers: what its annotations say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.records import UNLABELED
from fmld_synth.stats.histogram import Histogram
from fmld_synth.stats.statistics import FACE_SIZE_EDGES, Statistics, in_order_of_number

NO_SPLIT = "none"


def annotated_statistics(images: Iterable[AnnotatedImage]) -> Statistics:
    """Count images and their faces. Labels and wear states are counted by face, as an image may show several.

    Args:
        images: from a reader; they are taken one at a time.

    Returns:
        The numbers; head poses, templates, colorways, coverage and rejections are not annotated and stay empty.
    """
    pictures = 0
    people: set[str] = set()
    splits: Counter[str] = Counter()
    states: Counter[str] = Counter()
    labels_by_split: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counted: Counter[str] = Counter()
    sizes = Histogram(FACE_SIZE_EDGES)
    for image in images:
        pictures += 1
        split = image.split or NO_SPLIT
        splits[split] += 1
        if image.identity is not None:
            people.add(image.identity)
        for face in image.faces:
            sizes.add(max(face.box.width, face.box.height))
            labels_by_split[split][face.label or UNLABELED] += 1
            if face.wear_state is not None:
                states[face.wear_state] += 1
            if face.label is not None and not face.difficult:
                counted[face.label] += 1
    return Statistics(
        pictures=pictures,
        photographs=pictures,
        people=len(people),
        wear_states=in_order_of_number(states),
        labels=in_order_of_number(sum(labels_by_split.values(), Counter())),
        splits=in_order_of_number(splits),
        labels_by_split={
            split: in_order_of_number(labels_by_split[split]) for split in sorted(labels_by_split)
        },
        faces=in_order_of_number(counted),
        templates={},
        colorways={},
        prints={},
        yaw={},
        pitch={},
        roll={},
        face_sizes=sizes.named(),
        coverage={},
        rejections={},
    )
