"""Indicators of municipalities: the table, the list of what they mean, a reader for each kind of source."""
