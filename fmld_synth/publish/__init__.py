"""Where people send their sets: data cards, Croissant, Kaggle and the Hugging Face Hub."""
