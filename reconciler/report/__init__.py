"""Reports: each a pure function of a plan, of findings or of outcomes."""
