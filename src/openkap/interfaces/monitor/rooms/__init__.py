"""The room page: what is due, one tap to record, and everything that the tablet sends."""
