"""Quotes, signatures and forwarded parts of a text, found so that a view can fold them. Pure."""
