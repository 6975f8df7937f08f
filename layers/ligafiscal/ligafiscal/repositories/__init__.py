"""What is stored, and the only DynamoDB expressions of the product."""
