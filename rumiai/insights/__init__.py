"""From measured numbers to what is said about them."""
