"""A passkey in the room: a person shows who they are with one touch, on a tablet or beside a colleague's sign-in."""
