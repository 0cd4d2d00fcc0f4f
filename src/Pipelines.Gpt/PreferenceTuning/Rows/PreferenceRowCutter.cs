using System.Runtime.InteropServices;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Cuts the texts of a preference row to length and refuses rows that teach nothing.</summary>
/// <param name="settings">What is kept.</param>
/// <param name="begin">The begin of text, which stays where the start is cut off; null for none.</param>
internal sealed class PreferenceRowCutter(PreferenceRowSettings settings, int? begin)
{
    private readonly List<int> _first = [];
    private readonly List<int> _second = [];

    /// <summary>The first text: each token doubled, plus 1 where it is learned.</summary>
    public ReadOnlySpan<int> First => CollectionsMarshal.AsSpan(_first);

    /// <summary>The second text; empty for single answers.</summary>
    public ReadOnlySpan<int> Second => CollectionsMarshal.AsSpan(_second);

    /// <summary>Whether the last first text was cut.</summary>
    public bool FirstWasCut { get; private set; }

    /// <summary>Rows cut so far.</summary>
    public FoundRows Truncated { get; private set; } = FoundRows.None;

    /// <summary>Rows left out because they are too long.</summary>
    public FoundRows TooLong { get; private set; } = FoundRows.None;

    /// <summary>Rows left out because there is nothing to learn.</summary>
    public FoundRows Empty { get; private set; } = FoundRows.None;

    /// <summary>Rows left out because their texts are equal.</summary>
    public long Equal { get; private set; }

    /// <summary>Takes a row; false where it is left out.</summary>
    /// <exception cref="CellException">It cannot be used, and the settings do not say to leave it out.</exception>
    public bool Cut(PreferenceRowReader row)
    {
        var isPair = settings.SecondTokens is not null;
        if (isPair && row.First.SequenceEqual(row.Second))
            return IsLeftOutAsEqual(row.Row, "");
        var excess = Math.Max(row.First.Length, row.Second.Length) - settings.MostTokens;
        if (excess > 0 && settings.Truncation == ExampleTruncation.Drop)
        {
            TooLong = TooLong.With(row.Row);
            return false;
        }

        if (excess > 0 && settings.Truncation == ExampleTruncation.Refuse)
        {
            throw new CellException(
                row.Row, row.First.Length > settings.MostTokens ? settings.FirstTokens : settings.SecondTokens!,
                $"the text has {settings.MostTokens + excess} tokens; at most {settings.MostTokens} were expected. Shorten it, raise " +
                "MaximumLength, or choose another Truncation.");
        }

        // Both texts lose as much of their start, so that their prompts stay the same.
        var fromStart = settings.Truncation == ExampleTruncation.CutStart ? Math.Max(0, excess) : 0;
        Encode(row.First, row.FirstMask, fromStart, _first);
        Encode(row.Second, row.SecondMask, fromStart, _second);
        FirstWasCut = _first.Count < row.First.Length;
        if (isPair && First.SequenceEqual(Second))
            return IsLeftOutAsEqual(
                row.Row, $" after they were cut from {row.First.Length} and {row.Second.Length} to {_first.Count} tokens");
        if (!HasSomething(row, _first, row.First.Length, settings.FirstTokens)
            || (isPair && !HasSomething(row, _second, row.Second.Length, settings.SecondTokens!)))
        {
            return false;
        }

        if (excess > 0)
            Truncated = Truncated.With(row.Row);
        return true;
    }

    private void Encode(ReadOnlySpan<int> tokens, ReadOnlySpan<int> mask, int fromStart, List<int> coded)
    {
        coded.Clear();
        var keepsBegin = fromStart > 0 && tokens.Length > 0 && tokens[0] == begin;
        if (keepsBegin)
            coded.Add(tokens[0] << 1);
        var start = Math.Min(fromStart + (keepsBegin ? 1 : 0), tokens.Length);
        for (var i = start; i < tokens.Length && coded.Count < settings.MostTokens; i++)
            coded.Add(tokens[i] << 1 | (settings.IsWhole || mask[i] == 0 ? 0 : 1));
    }

    private bool HasSomething(PreferenceRowReader row, List<int> coded, int whole, string column)
    {
        var learned = settings.IsWhole ? coded.Count : 0;
        for (var i = 1; i < coded.Count; i++)
            learned += coded[i] & 1;
        if (learned > 0)
            return true;
        if (settings.Empty == EmptyExampleHandling.Drop)
        {
            Empty = Empty.With(row.Row);
            return false;
        }

        var cause = coded.Count < whole ? $" after it was cut from {whole} to {coded.Count} tokens" : "";
        throw new CellException(
            row.Row, column,
            $"no token of the text is part of an answer{cause}, so there is nothing to prefer. Give it an answer, raise MaximumLength, " +
            $"or drop such rows (Empty = {nameof(EmptyExampleHandling)}.{nameof(EmptyExampleHandling.Drop)}).");
    }

    private bool IsLeftOutAsEqual(long row, string cause)
    {
        if (settings.Equal == EqualPairHandling.Drop)
        {
            Equal++;
            return false;
        }

        throw new CellException(
            row, settings.SecondTokens!,
            $"the chosen and the rejected text are equal{cause}, so there is nothing to prefer. Correct the row, or drop such rows " +
            $"(EqualPairs = {nameof(EqualPairHandling)}.{nameof(EqualPairHandling.Drop)}).");
    }
}
