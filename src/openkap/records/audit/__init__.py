"""The trail: who did what to which row, who opened whose record; append-only and hash-chained."""
