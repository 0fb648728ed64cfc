"""Meeting: the daily meeting of a site, one for each day (000-2.K3)."""
