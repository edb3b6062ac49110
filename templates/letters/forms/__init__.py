"""The shipped templates of letters, as .docx that a clerk edits in Word; `make.py` wrote them."""
