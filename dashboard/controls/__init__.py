"""What a control is, its link and its lesson; the controls that several pages share."""
