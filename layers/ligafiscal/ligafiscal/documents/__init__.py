"""Files that strangers send, opened with limits by libraries of their own."""
