"""Questions about access: the states they are asked about, and what people name in them."""
