using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>What one adapter has on one projection.</summary>
/// <param name="pieces">Its parameters and modules, by the names they have in files after the projection's path.</param>
internal abstract class ProjectionPart(params IReadOnlyList<(string Kind, IDisposable Piece)> pieces)
{
    public IReadOnlyList<(string Kind, IDisposable Piece)> Pieces { get; } = pieces;

    /// <summary>What is dropped of its inputs while training; null for nothing.</summary>
    public Dropout? Dropout { get; init; }

    /// <summary>Its parameters by the names that follow the projection's path in files.</summary>
    public IEnumerable<NamedParameter> Tensors()
    {
        foreach (var (kind, piece) in Pieces)
        {
            if (piece is Parameter parameter)
                yield return new NamedParameter(kind, parameter);
            foreach (var (name, own) in (piece as Module)?.NamedParameters() ?? [])
                yield return new NamedParameter($"{kind}.{name}", own);
        }
    }
}
