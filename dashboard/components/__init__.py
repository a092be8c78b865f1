"""The two browser components: a figure that updates in place and a player of training runs."""
