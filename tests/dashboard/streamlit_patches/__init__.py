"""What Streamlit does without each of our patches, and with it."""
