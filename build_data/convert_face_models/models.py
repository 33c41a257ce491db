"""Which networks are packed, from which files of the wheel, and what goes in and comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

SOURCES = {
    "face_detection/face_detection_short_range.tflite": (
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8"
    ),
    "face_detection/face_detection_full_range_sparse.tflite": (
        "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1"
    ),
    "face_landmark/face_landmark_with_attention.tflite": (
        "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4"
    ),
    "palm_detection/palm_detection_full.tflite": (
        "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54"
    ),
    "hand_landmark/hand_landmark_full.tflite": (
        "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3"
    ),
    "selfie_segmentation/selfie_segmentation_landscape.tflite": (
        "a77d03f4659b9f6b6c1f5106947bf40e99d7655094b6527f214ea7d451106edd"
    ),
}
"""SHA-256 of the files that are converted, by path within the wheel's ``mediapipe/modules``."""


@dataclass(frozen=True)
class Network:
    """One ONNX file.

    Attributes:
        source: the file it comes from, a key of ``SOURCES``.
        inputs: names of what is fed, by the number of the tensor in the source.
        outputs: likewise for what comes out.
    """

    source: str
    inputs: dict[int, str]
    outputs: dict[int, str] = field(default_factory=dict)


ATTENTION = "face_landmark/face_landmark_with_attention.tflite"
NETWORKS = {
    "face_detection_short_range": Network(
        "face_detection/face_detection_short_range.tflite", {0: "image"}, {175: "boxes", 174: "scores"}
    ),
    "face_detection_full_range": Network(
        "face_detection/face_detection_full_range_sparse.tflite", {0: "image"}, {576: "boxes", 562: "scores"}
    ),
    # The attention model is one network with custom operators in its middle: they sample the features where the mesh
    # has lips and eyes, and stand in fmld_synth/faces/networks/attention.py instead.
    "face_mesh": Network(ATTENTION, {0: "image"}, {186: "mesh", 710: "presence", 35: "features"}),
    "face_mesh_lips": Network(ATTENTION, {199: "features"}, {684: "contour"}),
    "face_mesh_left_eye": Network(ATTENTION, {200: "features"}, {687: "contour", 690: "iris"}),
    "face_mesh_right_eye": Network(ATTENTION, {201: "features"}, {693: "contour", 696: "iris"}),
    "palm_detection": Network(
        "palm_detection/palm_detection_full.tflite", {0: "image"}, {279: "boxes", 276: "scores"}
    ),
    "hand_landmarks": Network(
        "hand_landmark/hand_landmark_full.tflite", {0: "image"}, {165: "landmarks", 164: "presence"}
    ),
    "person_segmentation": Network(
        "selfie_segmentation/selfie_segmentation_landscape.tflite", {0: "image"}, {259: "matte"}
    ),
}
"""The networks by the names of their files; left and right are those of the image."""
