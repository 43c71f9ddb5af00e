"""Relationships: typed ties between two records, their types, and the ways in which they are shown."""
