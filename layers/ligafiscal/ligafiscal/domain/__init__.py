"""The rules: customers, links, organizations, keys, and SAT's. Standard library only."""
