"""What logits and targets of somebody's model say, and which convention a reported loss follows."""
