"""One line for packages that only publishing needs."""

from __future__ import annotations

from fmld_synth.errors import UserError


def not_installed(package: str) -> UserError:
    """What to say when ``package`` cannot be imported."""
    return UserError(
        f"{package} is not installed, and publishing needs it: pip install 'fmld-synth[publish]'"
    )
