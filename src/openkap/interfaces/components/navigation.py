"""The order of the main navigation and of a person's tabs: label and the name of the page."""

MAIN = (
    ("Today", "today"),
    ("Board", "board"),
    ("Patients", "patients"),
    ("Follow-up", "follow-up"),
    ("Alerts", "alerts"),
    ("Stock", "stock"),
    ("Content", "content"),
    ("People", "people"),
)
PATIENT = (
    ("Course", "course"),
    ("Screening", "screening"),
    ("Treatments tried", "trials"),
    ("Plan", "plan"),
    ("Consent", "consent"),
    ("Sessions", "sessions"),
    ("Risk", "risk"),
    ("Notes", "notes"),
    ("Questionnaires", "questionnaires"),
    ("Facts", "facts"),
    ("Disclosure", "disclosure"),
)
