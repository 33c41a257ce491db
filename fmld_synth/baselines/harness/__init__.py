"""What all baselines share: recipes, data, training, evaluation, model files."""
