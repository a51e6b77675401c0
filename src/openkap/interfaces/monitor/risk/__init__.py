"""A risk of the person in the room: a clinician confirms who they are, and records level, plan and what was done."""
