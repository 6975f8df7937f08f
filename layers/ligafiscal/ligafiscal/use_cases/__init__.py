"""What the product does, one plain function each; AWS clients and secrets come as arguments."""
