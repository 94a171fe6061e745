"""New projects by mail: who asked for them, each moment of consent, and the letters that went out."""
