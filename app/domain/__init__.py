"""Records and their verbs, one room a subject."""
