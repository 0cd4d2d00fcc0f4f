global using Pipelines;
