namespace Pipelines;

/// <summary>
/// Fills <paramref name="value"/> with the column's value in the current row. Buffers inside the value are reused where they are large
/// enough, so what must outlive the row has to be copied.
/// </summary>
public delegate void ValueGetter<TValue>(ref TValue value);
