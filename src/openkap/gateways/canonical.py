"""The canonical address of every resource that is made from content. It names a thing; nothing is served there."""

CANONICAL = "urn:openkap:"


def canonical(kind: str, id_: str = "", version: str = "") -> str:
    """``urn:openkap:KIND:ID|VERSION``; of a whole kind without an id, of whatever version is in force without one."""
    return CANONICAL + kind + (f":{id_}" if id_ else "") + (f"|{version}" if version else "")
