"""The commands of `bls`, one family a file, loaded when called."""
