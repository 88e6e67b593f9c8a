"""What a run reads and leaves: its journal and the tuned file."""
