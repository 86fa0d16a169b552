"""The use cases of the desk: calls, proposals, reports, and what the desk does by itself."""
