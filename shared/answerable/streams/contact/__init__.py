"""Contact: a call, visit, letter, fax, email or chat that reached a site."""
