"""The API's description in OpenAPI 3.1, made from the code: routes, models of bodies, the table of errors."""
