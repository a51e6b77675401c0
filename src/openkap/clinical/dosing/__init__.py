"""What may be given of a product: ranges, ceilings, the weight it rests on, what changed. It never converts a route.

It checks a proposed dose and orders nothing.
"""
