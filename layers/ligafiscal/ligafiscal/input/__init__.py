"""What a body or a form may say: types, lengths, formats and unknown fields. The only user of pydantic."""
