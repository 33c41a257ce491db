"""Run an exported ONNX file on one photograph with onnxruntime, numpy and Pillow alone: what its metadata is for.

    fmld-synth export-model aizoo-ssd --to onnx --output detector.onnx
    python examples/run_exported_model.py detector.onnx photo.jpg

A detector is given the whole photograph, a classifier the photograph of one face. Prints a JSON line a face.
"""

import json
import sys

import numpy as np
import onnxruntime
from PIL import Image


def main(model: str, photograph: str) -> None:
    """Print what the model says of the photograph."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    metadata = session.get_modelmeta().custom_metadata_map
    classes = json.loads(metadata["classes"])
    picture = Image.open(photograph).convert("RGB")
    outputs = session.run(None, {"images": prepared(picture, json.loads(metadata["preprocessing"]))})
    if metadata["task"] == "classification":
        show(classes, outputs[0][0])
        return
    boxes, probabilities = outputs[0][0], outputs[1][0]
    for place in faces(boxes, probabilities, json.loads(metadata["outputs"])["suppression"]):
        left, top, right, bottom = boxes[place].clip(0, 1) * np.array(picture.size * 2)
        show(
            classes,
            probabilities[place],
            box=[float(left), float(top), float(right - left), float(bottom - top)],
        )


def prepared(picture: Image.Image, preprocessing: dict) -> np.ndarray:
    """The network's input: float32 (1, 3, height, width)."""
    size = preprocessing["width"], preprocessing["height"]
    shrinks = picture.width * picture.height > size[0] * size[1]
    method = Image.Resampling.BOX if shrinks else Image.Resampling.BILINEAR
    pixels = np.asarray(picture.resize(size, method), np.float32)
    if preprocessing["channels"] == "BGR":
        pixels = pixels[..., ::-1]
    pixels = (pixels - np.array(preprocessing["mean"], np.float32)) * np.float32(preprocessing["scale"])
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def faces(boxes: np.ndarray, probabilities: np.ndarray, suppression: dict) -> list[int]:
    """Places of the anchors that hold a face: the surest first, none that overlaps a surer one much."""
    scores = probabilities.max(axis=1)
    chosen: list[int] = []
    for place in np.argsort(-scores, kind="stable"):
        if scores[place] <= suppression["confidence"]:
            break
        if all(iou(boxes[place], boxes[other]) <= suppression["iou"] for other in chosen):
            chosen.append(int(place))
    return chosen


def iou(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of two boxes: left, top, right, bottom."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    shared = sides.clip(min=0).prod()
    return float(shared / ((one[2:] - one[:2]).prod() + (other[2:] - other[:2]).prod() - shared))


def show(classes: list[str], probabilities: np.ndarray, **more: object) -> None:
    """Print one face: its class, the probabilities of all classes, and its box in pixels."""
    by_class = {name: round(float(value), 4) for name, value in zip(classes, probabilities, strict=True)}
    print(json.dumps({"class": max(by_class, key=by_class.__getitem__), "probabilities": by_class, **more}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
