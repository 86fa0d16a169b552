"""The life of a call: what it is, what may happen to it, and what follows from each event. Pure."""
