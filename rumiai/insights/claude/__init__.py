"""Claude mode: what a model is asked about the measured numbers, and what it may answer."""
