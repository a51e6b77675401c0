"""Watching a session: the plan, the events, and the state that follows from the set of events. It knows no clock.

Refuses to know who is signed in, what time it is, and how events are kept: those are the records' business.
"""
