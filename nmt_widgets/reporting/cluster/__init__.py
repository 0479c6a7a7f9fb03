"""Reports made on other computers, by workers of Dask: where the cluster is, our side of it, and the workers' side."""
