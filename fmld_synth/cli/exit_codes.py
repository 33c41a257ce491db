"""What the program ends with: the one table of exit codes, which the documents and the help repeat."""

from __future__ import annotations

from collections.abc import Mapping

SUCCESS = 0
SHORTFALL = 1
USER_ERROR = 2
"""A mistake in what was given: one line names the option or file and the remedy."""
INTERRUPTED = 130
"""As shells count an end by Ctrl-C."""

EXIT_CODES: Mapping[int, str] = {
    SUCCESS: "all went well",
    SHORTFALL: "less was made than wanted, a check found faults, or a service sent a warning",
    USER_ERROR: "a mistake in options, files or the installation; one line says what to do",
    INTERRUPTED: "interrupted by Ctrl-C; what is done is kept",
}
