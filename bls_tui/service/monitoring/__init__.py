"""What people do to monitored objects, and what the screens show of them."""
