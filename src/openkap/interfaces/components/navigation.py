"""The order of the main navigation and of a person's tabs: label and the name of the page."""

MAIN = (
    ("Today", "today"),
    ("Board", "board"),
    ("Patients", "patients"),
    ("Follow-up", "follow-up"),
    ("Alerts", "alerts"),
    ("Stock", "stock"),
    ("Outcomes", "outcomes"),
    ("Evidence", "evidence"),
    ("Content", "content"),
    ("People", "people"),
    ("Clinic", "clinic"),
    ("Trail", "trail"),
)
PATIENT = (
    ("Course", "course"),
    ("Screening", "screening"),
    ("Treatments tried", "trials"),
    ("Options", "options"),
    ("Plan", "plan"),
    ("Consent", "consent"),
    ("Sessions", "sessions"),
    ("Risk", "risk"),
    ("Notes", "notes"),
    ("Questionnaires", "questionnaires"),
    ("Facts", "facts"),
    ("Disclosure", "disclosure"),
    ("Care team", "care-team"),
)
