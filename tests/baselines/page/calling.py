"""Calls functions of the page's modules in a browser that has some file of the page open."""

from __future__ import annotations

import base64
import json
from typing import Any

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray

CALL = """
const [file, text, done] = arguments;
const read = (key, value) =>
  typeof value?.bytes === 'string'
    ? { ...value, pixels: Uint8Array.from(atob(value.bytes), (letter) => letter.charCodeAt(0)) }
    : value;
const plain = (key, value) => (ArrayBuffer.isView(value) ? [...value] : value);
import(new URL(file, location.href))
  .then((module) => Promise.all(JSON.parse(text, read).map((values) => (%s)(module, ...values))))
  .then((results) => done(JSON.stringify(results, plain)), (error) => done(JSON.stringify(String(error))));
"""
"""Everything is handed over as text, because the browser's driver needs long for many numbers."""


def call(browser: Any, file: str, name: str, values: list[list[Any]]) -> list[Any]:
    """Results of a function of the page for each list of arguments; arrays of numbers come as lists."""
    return run(browser, file, f"(module, ...values) => module.{name}(...values)", values)


def run(browser: Any, file: str, code: str, values: list[list[Any]]) -> list[Any]:
    """Results of a function in JavaScript that takes one of the page's modules and each list of arguments."""
    results: list[Any] = json.loads(browser.execute_async_script(CALL % code, file, json.dumps(values)))
    assert isinstance(results, list), results
    return results


def as_picture(image: ByteArray) -> dict[str, Any]:
    """A picture as the page has it, for :func:`call`: bytes of RGBA."""
    return as_view(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2RGBA), np.uint8))


def as_view(image: ByteArray) -> dict[str, Any]:
    """A picture with its own channels, for :func:`call`."""
    return {
        "bytes": base64.b64encode(image.tobytes()).decode(),
        "width": image.shape[1],
        "height": image.shape[0],
    }
