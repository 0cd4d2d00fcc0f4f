namespace Pipelines.Benchmarks.Exam;

/// <summary>What is trained and measured.</summary>
internal sealed record ExamBenchmarkOptions(
    string Train, string Test, string Encoder, double Epochs, int Size, int Layers, double LearningRate, int Seed, int Threads,
    string? Folder);
