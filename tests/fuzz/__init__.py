"""Fuzzers: whatever comes from outside, broken in every way, must end no program and hang none."""
