"""Visit: planned for somebody, made with findings, each of which becomes a case, reported and looked over."""
