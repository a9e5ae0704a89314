"""The service over HTTP: JSON for programs. Flask is met here and in `web`, nowhere else."""
