"""Fetches a file over HTTP, in pieces that are kept when the connection breaks."""
