"""From a file to frames and sound. The only place that knows PyAV."""
