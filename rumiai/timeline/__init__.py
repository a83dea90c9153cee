"""From the analyzers' reports to one timeline, and its temporal markers."""
