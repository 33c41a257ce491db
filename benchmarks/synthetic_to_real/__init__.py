"""Parts of ``measure_synthetic_to_real.py``."""
