"""The application: knows people. Importing it costs nothing; `bls_tui.cli` is the door."""
