namespace Pipelines.Retrieval;

/// <summary>A source that a text cites.</summary>
/// <param name="Number">The source's number, as it is written.</param>
/// <param name="Start">Where the brackets begin, in UTF-16 units.</param>
/// <param name="Length">How long they are, in UTF-16 units; the numbers of one pair of brackets share it.</param>
public readonly record struct Citation(int Number, int Start, int Length);
