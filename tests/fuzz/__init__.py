"""Fuzzing: mutated input by the hundred thousand through what reads foreign bytes. `make fuzz`, see `__main__`."""
