"""Record: confidential papers and data, who saw them, took them out, or let them leak."""
