"""The board: every open session of the site, what comes next, and the stream that keeps pages live."""
