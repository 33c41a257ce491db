"""Films: reading and writing them, frame by frame, and what is the same face from frame to frame."""
