"""Configurations of Icinga 2 as hosts with their services: its own language, or the list of objects it compiled."""
