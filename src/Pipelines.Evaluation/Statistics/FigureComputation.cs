namespace Pipelines.Evaluation;

/// <summary>Computes figures of rows together.</summary>
/// <param name="rows">The places of the rows, some perhaps several times.</param>
/// <param name="figures">Where the figures go.</param>
internal delegate void FigureComputation(ReadOnlySpan<int> rows, Span<double> figures);
