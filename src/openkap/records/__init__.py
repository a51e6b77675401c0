"""What is remembered: small Django apps, one staircase from ``audit`` at the bottom to ``therapy`` at the top.

Services write (one verb, one transaction, an actor and ``now``), selectors read (the actor first).
"""
