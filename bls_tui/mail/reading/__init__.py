"""From the bytes of a message to what it says. Pure, and never raises, whatever the bytes."""
