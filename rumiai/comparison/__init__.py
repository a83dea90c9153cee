"""What differs between two sets of results."""
