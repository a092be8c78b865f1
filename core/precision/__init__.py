"""Textbook and stable formulas in float16, float32 and float64, and how far each is off."""
