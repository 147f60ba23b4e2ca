"""Practising exams: mock papers and drills in the player, with feedback, without effect."""
