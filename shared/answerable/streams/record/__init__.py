"""Record: confidential papers and data, who keeps them, and who let them leak."""
