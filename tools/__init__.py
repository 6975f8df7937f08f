"""What builds, describes and checks the product: layers, OpenAPI, template, catalogues, pictures of pages."""
