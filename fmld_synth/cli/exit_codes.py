"""What the commands end with when not all went well."""

from __future__ import annotations

SHORTFALL = 1
"""Less could be made than was wanted, or a check found faults."""
USER_ERROR = 2
INTERRUPTED = 130
"""By Ctrl-C, as shells count it."""
