"""Access: who can do what, where, on whom, and by which path; and what a change does to that."""
