"""What the result files look like: JSON schemas and pages, both made from the models."""
