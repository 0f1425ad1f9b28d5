"""The proof of an order: whether every step of it is safe, and which order is where it is not."""
