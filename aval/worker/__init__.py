"""The worker process: jobs and deadlines (Procrastinate), and the relay that lets modules hear of events."""
