"""What leaves the record: exports that say what they left out, requests, consents to disclose, legal holds."""
