"""Ideas for serving a visit that a plan leaves out; `optimizer.fixes` works them out."""
