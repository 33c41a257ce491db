"""One face that every finder finds, and where it is."""

import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.bundled_source import BundledSource


@pytest.fixture(scope="package")
def astronaut():
    return np.ascontiguousarray(skimage.data.astronaut())


@pytest.fixture(scope="package")
def mesh(astronaut):
    """The face as our sets have it."""
    return BundledSource().find(astronaut)[0]
