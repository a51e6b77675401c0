"""The live session: board, room and their event stream."""
