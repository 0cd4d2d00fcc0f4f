namespace Pipelines.Tokenizers;

/// <summary>Collects and checks the parts of a byte-level BPE tokenizer in GPT-2's spelling, whatever file they come from.</summary>
/// <remarks>Each step returns what is wrong, or null; the caller knows the file and the line.</remarks>
internal sealed class BytePairModelBuilder
{
    /// <summary>The special token that GPT-2 ends documents with.</summary>
    public const string DefaultEndOfText = "<|endoftext|>";

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string?> _spellings = [];
    private readonly List<BytePairMerge> _merges = [];
    private readonly HashSet<(int Left, int Right)> _pairs = [];
    private readonly Dictionary<string, int> _special = new(StringComparer.Ordinal);

    /// <summary>Adds a token of the vocabulary, ordinary or special.</summary>
    public string? AddToken(string token, int id)
    {
        if (token.Length == 0)
            return $"The token with the id {id} is empty; every token stands for at least one byte.";
        if (id is < 0 or >= MergeTable.MaximumTokenCount)
            return $"The token '{token}' has the id {id}; ids lie between 0 and {MergeTable.MaximumTokenCount - 1}.";
        if (!_ids.TryAdd(token, id))
            return $"The token '{token}' is in the vocabulary twice, as {_ids[token]} and {id}; it may have one id.";
        while (_spellings.Count <= id)
            _spellings.Add(null);
        if (_spellings[id] is { } other)
            return $"The tokens '{other}' and '{token}' share the id {id}; each needs its own.";
        _spellings[id] = token;
        return null;
    }

    /// <summary>Declares a token special. One that the vocabulary lacks needs an id.</summary>
    public string? AddSpecialToken(string token, int? id = null)
    {
        if (!_ids.TryGetValue(token, out int known))
        {
            if (id is null)
                return $"The special token '{token}' is not in the vocabulary; name only tokens that are there.";
            if (AddToken(token, id.Value) is { } problem)
                return problem;
            known = id.Value;
        }
        if (id is { } wanted && wanted != known)
            return $"The special token '{token}' has the id {known} in the vocabulary but {wanted} here; the files do not belong together.";
        _special[token] = known;
        return null;
    }

    /// <summary>Declares the default end of text special if the vocabulary has it.</summary>
    public void AddDefaultSpecialToken()
    {
        if (_ids.ContainsKey(DefaultEndOfText))
            AddSpecialToken(DefaultEndOfText);
    }

    /// <summary>Adds the merge of the next rank.</summary>
    public string? AddMerge(string left, string right)
    {
        if (!_ids.TryGetValue(left, out int leftId))
            return $"The merge '{left} {right}' needs the token '{left}', which is not in the vocabulary; take both from one tokenizer.";
        if (!_ids.TryGetValue(right, out int rightId))
            return $"The merge '{left} {right}' needs the token '{right}', which is not in the vocabulary; take both from one tokenizer.";
        if (!_ids.TryGetValue(left + right, out int result))
            return $"The merge '{left} {right}' makes '{left + right}', which is not in the vocabulary; take both from one tokenizer.";
        if (!_pairs.Add((leftId, rightId)))
            return $"The merge '{left} {right}' is there twice; a pair has one rank.";
        _merges.Add(new BytePairMerge(leftId, rightId, result));
        return null;
    }

    /// <summary>Makes the model once everything is added.</summary>
    /// <param name="endOfText">
    /// The special token that ends a document; null for <c>&lt;|endoftext|&gt;</c> if it is special, else none.
    /// </param>
    /// <param name="model">The model.</param>
    public string? Build(string? endOfText, out BytePairModel? model)
    {
        model = null;
        if (endOfText is null && _special.ContainsKey(DefaultEndOfText))
            endOfText = DefaultEndOfText;
        if (endOfText is not null && !_special.ContainsKey(endOfText))
            return $"'{endOfText}' is to end texts but is not a special token; name it among the special tokens.";
        var tokens = new byte[]?[_spellings.Count];
        var bytesPresent = new bool[256];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (_spellings[id] is not { } spelled || _special.ContainsKey(spelled))
                continue;
            if (ByteAlphabet.Read(spelled) is not { } bytes)
                return $"The token '{spelled}' (id {id}) is not in GPT-2's spelling of bytes; if it is a special token, name it as one.";
            tokens[id] = bytes;
            if (bytes.Length == 1)
                bytesPresent[bytes[0]] = true;
        }
        int missing = Array.IndexOf(bytesPresent, false);
        if (missing >= 0)
        {
            return $"The vocabulary has no token for the byte 0x{missing:X2} ('{ByteAlphabet.Spell([(byte)missing])}'), so not every text "
                + "could be encoded; a byte-level vocabulary has a token for each of the 256 bytes.";
        }
        foreach (BytePairMerge merge in _merges)
        {
            if (tokens[merge.Left] is null || tokens[merge.Right] is null || tokens[merge.Result] is null)
                return $"The merge '{_spellings[merge.Left]} {_spellings[merge.Right]}' involves a special token; "
                    + "special tokens do not merge.";
        }
        model = new BytePairModel(tokens, _merges, _special, endOfText);
        return null;
    }
}
