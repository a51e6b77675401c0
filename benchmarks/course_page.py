"""The course page with 200 dosing sessions against 10: queries and time. Ends with an error when a bound is broken."""

import sys

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["tests/interfaces/clinician/test_course_length.py", "-s", "-q", "-p", "no:randomly"]))
