"""The portal in a database that this process opens itself: SQLite or PostgreSQL."""
