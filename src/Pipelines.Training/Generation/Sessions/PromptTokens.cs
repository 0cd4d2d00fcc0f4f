namespace Pipelines.Training;

/// <summary>The tokens that a generation starts from: a decoder's prompt or an encoder's source.</summary>
public sealed class PromptTokens
{
    private readonly int[] _ids;
    private readonly bool[]? _attended;

    /// <summary>Takes tokens.</summary>
    /// <param name="ids">The token ids; copied.</param>
    /// <param name="attended">Which of them the model sees (<c>attention_mask</c>), one for each id; empty for all.</param>
    public PromptTokens(ReadOnlySpan<int> ids, ReadOnlySpan<bool> attended = default)
    {
        if (!attended.IsEmpty && attended.Length != ids.Length)
            throw new ArgumentException($"The mask has {attended.Length} places, but there are {ids.Length} tokens.", nameof(attended));
        _ids = ids.ToArray();
        _attended = attended.IsEmpty || !attended.Contains(false) ? null : attended.ToArray();
    }

    /// <summary>The token ids, those that are masked included.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>How many tokens there are, masked ones included.</summary>
    public int Length => _ids.Length;

    /// <summary>Whether some token is masked.</summary>
    public bool HasMask => _attended is not null;

    /// <summary>Whether the last token is masked.</summary>
    public bool EndsMasked => _attended is not null && !_attended[^1];

    /// <summary>
    /// The virtual tokens before these, in place of the model's own: null for the model's, <see cref="NoSoftPrompt"/> for none.
    /// </summary>
    public ISoftPrompt? SoftPrompt { get; init; }

    /// <summary>
    /// The adapter that the prompt is continued with: null for those that are active on the model,
    /// <see cref="Pipelines.Nn.RowAdapters.None"/> for the base alone.
    /// </summary>
    public string? Adapter { get; init; }

    /// <summary>Tokens that are all seen.</summary>
    public static implicit operator PromptTokens(int[] ids) => new(ids);

    /// <summary>The rows of a padded batch.</summary>
    /// <param name="ids">[rows, length] token ids.</param>
    /// <param name="mask">[rows, length], 1 where the model sees the token; empty for all.</param>
    /// <param name="length">The length of a row.</param>
    public static PromptTokens[] FromBatch(ReadOnlySpan<int> ids, ReadOnlySpan<int> mask, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (ids.Length % length != 0 || (!mask.IsEmpty && mask.Length != ids.Length))
            throw new ArgumentException($"{ids.Length} ids and {mask.Length} mask values are no rows of {length}.", nameof(ids));
        var rows = new PromptTokens[ids.Length / length];
        var attended = new bool[length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < length; i++)
                attended[i] = mask.IsEmpty || mask[row * length + i] != 0;
            rows[row] = new PromptTokens(ids.Slice(row * length, length), attended);
        }

        return rows;
    }

    /// <summary>Whether the model sees the token at a place.</summary>
    public bool IsAttended(int index) => _attended is null || _attended[index];

    /// <summary>The tokens that the model sees.</summary>
    public int[] GetAttendedIds()
    {
        if (_attended is null)
            return _ids;
        var seen = new List<int>(_ids.Length);
        for (var i = 0; i < _ids.Length; i++)
        {
            if (_attended[i])
                seen.Add(_ids[i]);
        }

        return [.. seen];
    }

    /// <summary>These tokens with every occurrence of the padding id masked.</summary>
    public PromptTokens MaskPadding(int padId)
    {
        var attended = new bool[_ids.Length];
        for (var i = 0; i < attended.Length; i++)
            attended[i] = _ids[i] != padId;
        return new PromptTokens(_ids, attended) { SoftPrompt = SoftPrompt, Adapter = Adapter };
    }
}
