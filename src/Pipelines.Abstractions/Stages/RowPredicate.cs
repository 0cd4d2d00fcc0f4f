namespace Pipelines;

/// <summary>Whether a row with this value is kept. Cursors of several threads share it, so it keeps no state of its own.</summary>
public delegate bool RowPredicate<TValue>(in TValue value);
