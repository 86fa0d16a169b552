"""Plain twins of the screens: lines and JSON for scripts, screen readers and slow links."""
