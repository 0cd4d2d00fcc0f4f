namespace Pipelines;

/// <summary>Fills a column's value from a row's state, reusing the value's buffers.</summary>
/// <param name="row">What was computed for the current row.</param>
/// <param name="value">The value to fill.</param>
public delegate void ValueReader<TRow, TValue>(TRow row, ref TValue value);
