"""Expected runs of scheduled processes: when they are due, which mail belongs to which, how they are judged. Pure."""
