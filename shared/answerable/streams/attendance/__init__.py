"""Attendance: when somebody came, went out, stayed on and left, against the roster (002-r1-5.1)."""
