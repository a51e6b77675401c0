"""The library of products and protocols: ranges, ceilings, monitoring, sources; a protocol laid over a calendar."""
