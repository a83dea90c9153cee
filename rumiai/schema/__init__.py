"""The types that cross the borders between stages."""
