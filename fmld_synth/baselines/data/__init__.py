"""From an annotated set to batches: samples in memory, splits, augmentation, loading."""
