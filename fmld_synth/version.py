"""The version, in a module that costs nothing to import."""

VERSION = "0.1.0"

ENGINE = 2
"""Number of the engine: it is raised whenever equal records give other pixels. Version 0.1.0 had the first."""
