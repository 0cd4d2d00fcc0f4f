using Pipelines.Benchmarks.Training;

namespace Pipelines.Benchmarks.Adapters;

/// <summary>How the adapter benchmark runs.</summary>
/// <param name="Shape">The model and its batch.</param>
/// <param name="Methods">Which methods, the first being what the others are compared with.</param>
/// <param name="Rank">The adapters' rank.</param>
/// <param name="Targets">The modules they go into.</param>
/// <param name="Rounds">Rounds for each method.</param>
/// <param name="SecondsPerRound">About how long a round is.</param>
/// <param name="Threads">Threads; 0 means one per core.</param>
internal sealed record AdapterBenchmarkOptions(
    TrainingShape Shape, IReadOnlyList<AdapterMethod> Methods, int Rank, IReadOnlyList<string> Targets, int Rounds, double SecondsPerRound,
    int Threads);
