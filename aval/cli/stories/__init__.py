"""Stories: lives lived through the real actions, with a clock that the story moves. For the demo and for dossiers."""
