"""The screens: each composes widgets and says what its keys do."""
