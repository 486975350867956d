"""A run as people read it: the briefing."""
