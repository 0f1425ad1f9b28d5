"""The heart, module by module: states are built in memory, no file and no socket is touched."""
