"""What can be set in the app: tables of controls, and the frozen records they are read into."""
