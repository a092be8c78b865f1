"""Limits for each visitor, replicas, and what a server prepares at its start."""
