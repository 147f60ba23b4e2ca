"""What can be asked of a presentation, and how each answer is measured and explained."""
