"""An instrument as a Questionnaire: the same that a clinic downloads and loads wording with."""

from openkap.gateways.knowledge.common import Node, Published
from openkap.gateways.questionnaires.writing import questionnaire


def resource(thing: Published) -> Node:
    """The Questionnaire."""
    return questionnaire(thing.value)
