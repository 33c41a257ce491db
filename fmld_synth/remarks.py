"""What a user should know of input that is read all the same: guesses, and what was passed over."""

import logging

REMARKS = logging.getLogger("fmld_synth.remarks")
"""Gets each remark as a warning; the command line shows it, and programs may handle it."""
