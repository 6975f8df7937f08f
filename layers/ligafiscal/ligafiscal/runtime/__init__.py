"""What every function runs on: settings, clients, clock, deadline, and what the log says."""
