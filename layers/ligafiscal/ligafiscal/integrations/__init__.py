"""Services other than the stores: mail."""
