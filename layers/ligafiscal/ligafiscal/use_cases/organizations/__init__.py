"""Organizations: opened, configured, deleted; their keys."""
