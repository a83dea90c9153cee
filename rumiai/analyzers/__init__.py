"""The detectors, each in its own file, and the one pass that feeds them."""
