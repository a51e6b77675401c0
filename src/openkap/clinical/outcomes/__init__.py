"""How somebody is doing against where they began: response, remission, reliable change, and what was not measured."""
