"""What `import cldvalidator` offers: the engine for notebooks and scripts, in pandas' terms."""
