"""HTTP: requests read, answers given, errors put into words. The only user of Powertools' resolver."""
