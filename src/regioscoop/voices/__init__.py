"""What people say of regional cooperation: the survey of council members, and interviews.

``survey`` holds the instrument, its answers and what may be concluded from them; ``interviews`` the coded
segments, the causal links in them and their circles. Neither knows the other.
"""
