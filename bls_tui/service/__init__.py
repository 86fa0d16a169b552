"""Use cases, one verb each: the only way screens and commands change or read the shared state."""
