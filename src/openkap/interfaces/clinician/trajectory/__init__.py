"""One measure of one person over time, and where groups of other people stood by then; on paper too, for the person."""
