"""What detectors share: boxes and anchors, matching, losses, decoding."""
