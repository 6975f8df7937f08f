"""Edit links: opened, saved through, mailed."""
