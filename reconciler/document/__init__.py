"""Documents that are saved for later: their files, and the JSON Schema of what is in them."""
