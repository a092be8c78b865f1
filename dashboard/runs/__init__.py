"""Runs that all sessions share."""
