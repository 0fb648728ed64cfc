"""Export: a confidential record that somebody asks to take out, what is decided on that, and that it left."""
