namespace Pipelines.Nn;

/// <summary>
/// Which adapters the rows of a pass are computed with, where that is not the same for all: sequences that are generated together for
/// several callers. Modules that carry adapters look here before they take those that are active.
/// </summary>
/// <remarks>A pass is one thread's; nothing is recorded on a gradient tape.</remarks>
public static class RowAdapters
{
    /// <summary>The name that stands for the base without adapters.</summary>
    public const string None = "";

    [ThreadStatic]
    private static IReadOnlyList<string?>? _current;

    /// <summary>
    /// A name for each row, or one for all of them; null in it stands for the adapters that are active, <see cref="None"/> for the base.
    /// Null where all rows take the active ones.
    /// </summary>
    public static IReadOnlyList<string?>? Current => _current;

    /// <summary>Computes with these until the scope is disposed.</summary>
    /// <param name="names">A name for each row, or one for all; null for the active adapters.</param>
    public static Scope Use(IReadOnlyList<string?>? names)
    {
        var scope = new Scope(_current);
        _current = names;
        return scope;
    }

    /// <summary>Restores what was before.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly IReadOnlyList<string?>? _before;

        internal Scope(IReadOnlyList<string?>? before) => _before = before;

        /// <inheritdoc/>
        public void Dispose() => _current = _before;
    }
}
