"""Who answers when a person may be in danger: cover, the channel that calls them, and every alert until it is resolved.

This app knows patients and staff. It does not know forms or dosing sessions: they hand it a signal and a source.
"""
