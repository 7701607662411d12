"""A reader of the protocol that shares no code with the project."""
