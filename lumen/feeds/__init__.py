"""The world a workspace chooses: feeds it reads, values it watches, share prices it keeps."""
