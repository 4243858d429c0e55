"""Reading old conversations with customers out of files of other programs. Knows no models."""
