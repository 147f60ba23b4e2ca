"""Reading presentations: slide, layout, master and theme put together as the viewer sees them."""
