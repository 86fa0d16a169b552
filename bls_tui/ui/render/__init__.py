"""Pure rendering: a row in, cells (text and style name) out."""
