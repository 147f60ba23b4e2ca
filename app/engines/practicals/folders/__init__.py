"""Files and folders: a small tree, what is done to it, and what it must look like in the end."""
