"""The judgement: pure functions over frozen dataclasses.

This storey refuses to know the time, chance, the disk, the network, Django or YAML: whatever it needs is an argument,
and whatever it found is in what it returns, with reasons.
"""
