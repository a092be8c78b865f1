"""What the layer predicts: its errors, its decision regions, and its calibration."""
