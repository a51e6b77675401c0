"""One module a kind of content: the checked document of a file becomes a dataclass of the clinical core."""
