"""What the browser is given: the figure, the player of runs, and what every page has."""
