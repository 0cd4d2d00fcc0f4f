using System.Buffers;
using System.Text;

namespace Pipelines;

/// <summary>What every store checks before it changes or searches anything, for those who write one.</summary>
public static class PassageChecks
{
    /// <summary>The largest sum of squares of a vector, so that no distance of two overflows in single precision.</summary>
    public const float LargestSquaredLength = float.MaxValue / 8;

    private const int LongestNameShown = 80;

    /// <summary>The passages that cannot be taken, in their order.</summary>
    /// <param name="passages">The passages. Of those with the same id the first that is good is taken.</param>
    /// <param name="dimension">Numbers a vector of the store; 0 where it takes none.</param>
    /// <param name="isTaken">Whether an id is in the store; null where passages may replace what is there.</param>
    /// <returns>Each with its reason; empty where all can be taken.</returns>
    /// <exception cref="PassageStoreException">A passage is null.</exception>
    public static IReadOnlyList<RejectedPassage> FindRejected(
        IReadOnlyList<Passage> passages, int dimension, Func<long, bool>? isTaken)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var rejected = new List<RejectedPassage>();
        var seen = new HashSet<long>(passages.Count);
        for (var row = 0; row < passages.Count; row++)
        {
            var passage = passages[row] ?? throw new PassageStoreException($"The passage in row {row} is null. Leave it out.");
            var reason = CheckAlone(passage, row, dimension);
            if (reason is null && isTaken?.Invoke(passage.Id) == true)
            {
                reason = new DuplicatePassageException(
                    $"The id {passage.Id} of row {row} is in the store already: remove or replace that passage, or take another id.",
                    row, passage.Id);
            }

            if (reason is null && !seen.Add(passage.Id))
            {
                reason = new DuplicatePassageException(
                    $"The id {passage.Id} of row {row} is given twice: take another id.", row, passage.Id);
            }

            if (reason is not null)
                rejected.Add(new(row, passage.Id, reason));
        }

        return rejected;
    }

    /// <summary>The options, where they are in range.</summary>
    /// <exception cref="OptionsException">They are not.</exception>
    public static PassageSearchOptions Validated(PassageSearchOptions? options)
    {
        options ??= new PassageSearchOptions();

        // Reading attributes takes longer than some searches.
        return options.TopK >= 1 && options.Depth >= 1 && IsInRange(options.RankConstant)
            && IsInRange(options.TextWeight) && IsInRange(options.VectorWeight)
                ? options
                : OptionsValidation.Validated(options);
    }

    /// <summary>What is wrong with a query, apart from words that the store does not know; null for nothing.</summary>
    /// <param name="query">The query.</param>
    /// <param name="position">Its position in its batch.</param>
    /// <param name="dimension">Numbers a vector of the store; 0 where it takes none.</param>
    public static InvalidQueryException? CheckQuery(PassageQuery query, int position, int dimension)
    {
        if (query is null || (query.Text is null && query.Vector.IsEmpty))
            return new($"Query {position} has neither words nor a vector. Give one of them, or both.", position);
        if (query.Text is { } text && string.IsNullOrWhiteSpace(text))
            return new($"Query {position} is empty. A query by words needs at least one.", position);
        if (query.Text is { } words && FindBadCharacter(words) is { } bad)
            return new($"Query {position} has {bad}. Repair the text.", position);
        if (query.Vector.IsEmpty)
            return null;
        if (query.Vector.Length != dimension)
        {
            return new(
                dimension == 0
                    ? $"Query {position} has a vector, but the store holds none. Search by words, or make a store with a dimension."
                    : $"The vector of query {position} has {query.Vector.Length} numbers, and those of the store have {dimension}. "
                        + "Take the embedder that the store was filled with.",
                position);
        }

        return CheckVector(query.Vector.Span) is { } wrong ? new($"The vector of query {position} {wrong}.", position) : null;
    }

    private static bool IsInRange(double value) => value is >= 0 and <= PassageSearchOptions.LargestNumber;

    private static PassageStoreException? CheckAlone(Passage passage, int row, int dimension)
    {
        var which = $"The passage {passage.Id} in row {row}";
        if (passage.Text is null || passage.Metadata is null)
            return new InvalidPassageException($"{which} has no text or no metadata: null. Empty ones are allowed.", row);
        if (FindBadCharacter(passage.Text) is { } bad)
            return new InvalidPassageException($"{which} has {bad} in its text. Repair it.", row);
        foreach (var (key, value) in passage.Metadata)
        {
            if (key.Length == 0 || FindBadCharacter(key) is not null || (value.Text is { } text && FindBadCharacter(text) is not null))
            {
                var name = key.Length > LongestNameShown ? key[..LongestNameShown] : key;
                return new InvalidPassageException(
                    $"{which} has metadata under '{name}' whose name is empty, or with a null character or half a surrogate pair. "
                    + "Repair it.",
                    row);
            }
        }

        if (passage.Vector.IsEmpty)
            return null;
        if (passage.Vector.Length != dimension)
        {
            return new PassageDimensionException(
                $"{which} has a vector of {passage.Vector.Length} numbers, and those of the store have {dimension}. "
                + (dimension == 0 ? "Leave the vector out, or make a store with a dimension." : "Take one embedder for all passages."),
                row, dimension, passage.Vector.Length);
        }

        return CheckVector(passage.Vector.Span) is { } wrong
            ? new InvalidPassageException($"The vector of the passage {passage.Id} in row {row} {wrong}.", row)
            : null;
    }

    private static string? CheckVector(ReadOnlySpan<float> vector)
    {
        var squares = 0f;
        for (var i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
                return $"holds {vector[i]} at component {i}: every component must be a finite number";
            squares += vector[i] * vector[i];
        }

        return squares <= LargestSquaredLength ? null : "is too long for distances in single precision: scale it down";
    }

    private static string? FindBadCharacter(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
            return "a null character";
        var surrogates = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (text = surrogates < 0 ? [] : text[surrogates..]; !text.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != OperationStatus.Done)
                return "half a surrogate pair";
            text = text[used..];
        }

        return null;
    }
}
