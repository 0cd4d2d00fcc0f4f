namespace Pipelines;

/// <summary>A range of a rendered text that a model is trained to write.</summary>
/// <param name="Start">The first character, in UTF-16 units from 0.</param>
/// <param name="Length">How many characters.</param>
/// <param name="Message">The index of the message it comes from; −1 where the template does not tell.</param>
public readonly record struct TrainedSpan(int Start, int Length, int Message)
{
    /// <summary>After the last character.</summary>
    public int End => Start + Length;
}
