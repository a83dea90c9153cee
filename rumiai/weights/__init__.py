"""The trained models that no wheel carries: what they are, where they are, how they come here."""
