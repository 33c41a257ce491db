"""Where the faces are that a classifier judges: several finders behind one interface, and which of them is used."""
