"""From what the user names to a video on disk with its metadata."""
