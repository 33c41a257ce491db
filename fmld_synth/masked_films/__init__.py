"""Films of people who wear masks incorrectly, from films of people who wear none."""
