"""Finding hair, glasses and hands in front of a face, which stay in front of its mask."""

from fmld_synth.synthesis.photometry.occluders.compose import Foreground, measure_foreground, occluder_matte
from fmld_synth.synthesis.photometry.occluders.hands import HandSource, MediaPipeHands
from fmld_synth.synthesis.photometry.occluders.person import MediaPipePerson, PersonSource
from fmld_synth.synthesis.photometry.occluders.skin import skin_likeness

__all__ = [
    "Foreground",
    "HandSource",
    "MediaPipeHands",
    "MediaPipePerson",
    "PersonSource",
    "measure_foreground",
    "occluder_matte",
    "skin_likeness",
]
