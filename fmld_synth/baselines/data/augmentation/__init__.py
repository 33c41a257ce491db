"""What cameras do to pictures: drawn into plain records, applied by pure functions, one effect a file."""
