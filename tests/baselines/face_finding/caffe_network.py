"""A face detector in Caffe's format, the smallest there is: a bluish picture holds one face, in its middle.

OpenCV reads Caffe's weights but does not write them; a few lines of their encoding (protocol buffers) do.
"""

import struct

DESCRIPTION = """
name: "one face"
input: "data"
input_shape { dim: 1 dim: 3 dim: 300 dim: 300 }
layer { name: "mean" type: "Pooling" bottom: "data" top: "mean" pooling_param { pool: AVE global_pooling: true } }
layer { name: "conf" type: "Convolution" bottom: "mean" top: "conf" convolution_param { num_output: 2 kernel_size: 1 } }
layer { name: "loc" type: "Convolution" bottom: "mean" top: "loc" convolution_param { num_output: 4 kernel_size: 1 } }
layer { name: "conf_reshape" type: "Reshape" bottom: "conf" top: "conf_reshape"
  reshape_param { shape { dim: 0 dim: -1 dim: 2 } } }
layer { name: "conf_softmax" type: "Softmax" bottom: "conf_reshape" top: "conf_softmax" softmax_param { axis: 2 } }
layer { name: "conf_flat" type: "Flatten" bottom: "conf_softmax" top: "conf_flat" flatten_param { axis: 1 } }
layer { name: "loc_flat" type: "Flatten" bottom: "loc" top: "loc_flat" flatten_param { axis: 1 } }
layer { name: "priors" type: "PriorBox" bottom: "mean" bottom: "data" top: "priors"
  prior_box_param { min_size: 150 clip: false variance: 0.1 variance: 0.1 variance: 0.2 variance: 0.2 } }
layer { name: "detection_out" type: "DetectionOutput" bottom: "loc_flat" bottom: "conf_flat" bottom: "priors"
  top: "detection_out" detection_output_param { num_classes: 2 share_location: true background_label_id: 0
  nms_param { nms_threshold: 0.45 top_k: 400 } code_type: CENTER_SIZE keep_top_k: 200 confidence_threshold: 0.01 } }
"""
LESS = DESCRIPTION[: DESCRIPTION.index('layer { name: "priors"')]
"""Without its last layers: it detects nothing."""


def weights():
    """Bytes of a ``.caffemodel``: the score is the blue channel's mean over 20, and offsets are 0."""
    return _layer("conf", (2, 3, 1, 1), [0, 0, 0, 0.05, 0, 0], [0, 0]) + _layer(
        "loc", (4, 3, 1, 1), [0] * 12, [0] * 4
    )


def _layer(name, shape, kernel, bias):
    text = _field(1, name.encode()) + _field(2, b"Convolution")
    return _field(100, text + _field(7, _blob(shape, kernel)) + _field(7, _blob((len(bias),), bias)))


def _blob(shape, values):
    dimensions = _field(1, b"".join(_varint(side) for side in shape))
    return _field(7, dimensions) + _field(5, struct.pack(f"<{len(values)}f", *values))


def _field(number, content):
    """A field whose content has a length."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value):
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
