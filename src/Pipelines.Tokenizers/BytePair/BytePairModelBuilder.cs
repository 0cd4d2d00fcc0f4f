namespace Pipelines.Tokenizers;

/// <summary>Collects and checks the parts of a byte-level BPE tokenizer in GPT-2's spelling, whatever file they come from.</summary>
/// <remarks>Each step returns what is wrong, or null; the caller knows the file and the line.</remarks>
internal sealed class BytePairModelBuilder
{
    /// <summary>The special token that GPT-2 ends documents with.</summary>
    public const string DefaultEndOfText = "<|endoftext|>";

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly List<string?> spellings = [];
    private readonly List<BytePairMerge> merges = [];
    private readonly HashSet<(int Left, int Right)> pairs = [];
    private readonly Dictionary<string, int> special = new(StringComparer.Ordinal);

    /// <summary>Adds a token of the vocabulary, ordinary or special.</summary>
    public string? AddToken(string token, int id)
    {
        if (token.Length == 0)
            return $"the token with id {id} is empty; every token stands for at least one byte";
        if (id is < 0 or >= MergeTable.MaximumTokenCount)
            return $"the token '{token}' has the id {id}; ids lie between 0 and {MergeTable.MaximumTokenCount - 1}";
        if (!ids.TryAdd(token, id))
            return $"the token '{token}' is in the vocabulary twice, as {ids[token]} and {id}";
        while (spellings.Count <= id)
            spellings.Add(null);
        if (spellings[id] is { } other)
            return $"the tokens '{other}' and '{token}' share the id {id}";
        spellings[id] = token;
        return null;
    }

    /// <summary>Declares a token special. One that the vocabulary lacks needs an id.</summary>
    public string? AddSpecialToken(string token, int? id = null)
    {
        if (!ids.TryGetValue(token, out int known))
        {
            if (id is null)
                return $"the special token '{token}' is not in the vocabulary";
            if (AddToken(token, id.Value) is { } problem)
                return problem;
            known = id.Value;
        }
        if (id is { } wanted && wanted != known)
            return $"the special token '{token}' has the id {known} in the vocabulary but {wanted} here";
        special[token] = known;
        return null;
    }

    /// <summary>Declares the default end of text special if the vocabulary has it.</summary>
    public void AddDefaultSpecialToken()
    {
        if (ids.ContainsKey(DefaultEndOfText))
            AddSpecialToken(DefaultEndOfText);
    }

    /// <summary>Adds the merge of the next rank.</summary>
    public string? AddMerge(string left, string right)
    {
        if (!ids.TryGetValue(left, out int leftId))
            return $"the merge '{left} {right}' needs the token '{left}', which is not in the vocabulary";
        if (!ids.TryGetValue(right, out int rightId))
            return $"the merge '{left} {right}' needs the token '{right}', which is not in the vocabulary";
        if (!ids.TryGetValue(left + right, out int result))
            return $"the merge '{left} {right}' makes '{left + right}', which is not in the vocabulary";
        if (!pairs.Add((leftId, rightId)))
            return $"the merge '{left} {right}' is there twice";
        merges.Add(new BytePairMerge(leftId, rightId, result));
        return null;
    }

    /// <summary>Makes the model once everything is added.</summary>
    /// <param name="endOfText">The special token that ends a document; null for <c>&lt;|endoftext|&gt;</c> if it is special, else none.</param>
    /// <param name="model">The model.</param>
    public string? Build(string? endOfText, out BytePairModel? model)
    {
        model = null;
        if (endOfText is null && special.ContainsKey(DefaultEndOfText))
            endOfText = DefaultEndOfText;
        if (endOfText is not null && !special.ContainsKey(endOfText))
            return $"'{endOfText}' is to end texts but is not a special token; name it among the special tokens";
        var tokens = new byte[]?[spellings.Count];
        var bytesPresent = new bool[256];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (spellings[id] is not { } spelled || special.ContainsKey(spelled))
                continue;
            if (ByteAlphabet.Read(spelled) is not { } bytes)
                return $"the token '{spelled}' (id {id}) is not in GPT-2's spelling of bytes; if it is a special token, name it as one";
            tokens[id] = bytes;
            if (bytes.Length == 1)
                bytesPresent[bytes[0]] = true;
        }
        int missing = Array.IndexOf(bytesPresent, false);
        if (missing >= 0)
        {
            return $"the vocabulary has no token for the byte 0x{missing:X2} ('{ByteAlphabet.Spell([(byte)missing])}'), so not every text "
                + "could be encoded; a byte-level vocabulary has a token for each of the 256 bytes";
        }
        foreach (BytePairMerge merge in merges)
        {
            if (tokens[merge.Left] is null || tokens[merge.Right] is null || tokens[merge.Result] is null)
                return $"the merge '{spellings[merge.Left]} {spellings[merge.Right]}' has to do with a special token; special tokens do not merge";
        }
        model = new BytePairModel(tokens, merges, special, endOfText);
        return null;
    }
}
