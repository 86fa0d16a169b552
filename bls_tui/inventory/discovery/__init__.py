"""From what was found in a network to a proposed inventory, and from run to run what is new, gone or changed. Pure."""
