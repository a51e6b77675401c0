"""Reading, answering and signing a form on the clinic's tablet, from the patient's side."""
