"""The whole product on one machine: the same functions, the same template, the real database engine."""
