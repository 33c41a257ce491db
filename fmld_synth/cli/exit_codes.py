"""What the commands end with when not all went well."""

from __future__ import annotations

SHORTFALL = 1
"""Less could be made than was wanted, or a check found faults."""
USER_ERROR = 2
"""A mistake in what was given: one line names the option or file and the remedy."""
INTERRUPTED = 130
"""Interrupted by Ctrl-C."""
