"""How long parsers are tried: briefly with every run of the tests, longer with ``make fuzz``."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "25")),
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
FUZZ = settings.get_profile("fuzz")
