namespace Pipelines.Benchmarks.Training;

/// <summary>How the training benchmark runs.</summary>
/// <param name="Shapes">Which shapes.</param>
/// <param name="Rounds">Rounds for each side.</param>
/// <param name="SecondsPerRound">About how long a round is.</param>
/// <param name="Threads">Our threads; 0 means one per core.</param>
/// <param name="Python">A Python with torch; null for none.</param>
/// <param name="Tune">Whether to look for PyTorch's best settings; it runs as installed otherwise.</param>
/// <param name="Savings">Whether our side is measured with gradient checkpointing and with weights in bfloat16, too.</param>
internal sealed record TrainingBenchmarkOptions(
    IReadOnlyList<TrainingShape> Shapes, int Rounds, double SecondsPerRound, int Threads, string? Python, bool Tune, bool Savings = false);
