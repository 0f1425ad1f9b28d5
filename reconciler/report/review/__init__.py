"""A plan as it is reviewed, and the forms it is written in: each a function of one `Review`."""
