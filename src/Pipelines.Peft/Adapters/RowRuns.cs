namespace Pipelines.Peft;

/// <summary>Consecutive rows with the same adapter.</summary>
internal readonly record struct RowRun(int First, int Count, string? Name);

/// <summary>The rows of a pass by their adapters, without an allocation.</summary>
/// <param name="names">A name for each row, or one for all.</param>
/// <param name="rowCount">How many rows there are.</param>
internal readonly struct RowRuns(IReadOnlyList<string?> names, int rowCount)
{
    public Enumerator GetEnumerator()
    {
        if (names.Count != 1 && names.Count != rowCount)
            throw new InvalidOperationException($"{names.Count} rows have adapters named, but {rowCount} are computed.");
        return new Enumerator(names, rowCount);
    }

    public struct Enumerator(IReadOnlyList<string?> names, int rowCount)
    {
        private int _next;

        public RowRun Current { get; private set; }

        public bool MoveNext()
        {
            if (_next >= rowCount)
                return false;
            var first = _next;
            var name = names.Count == 1 ? names[0] : names[first];
            _next = names.Count == 1 ? rowCount : first + 1;
            while (_next < rowCount && names[_next] == name)
                _next++;
            Current = new RowRun(first, _next - first, name);
            return true;
        }
    }
}
