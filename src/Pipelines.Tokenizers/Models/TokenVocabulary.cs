using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Tokens and their ids, found either way.</summary>
internal sealed class TokenVocabulary
{
    /// <summary>Ids are below this number.</summary>
    public const int MaximumSize = MergeTable.MaximumTokenCount;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly string?[] _tokens;

    private TokenVocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach ((string token, int id) in ids)
            _tokens[id] = token;
    }

    /// <summary>One more than the largest id.</summary>
    public int Size => _tokens.Length;

    /// <summary>The spelling of an id, or null.</summary>
    public string? this[int id] => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>Makes a vocabulary.</summary>
    /// <exception cref="ArgumentException">A token is there twice, an id is out of range or shared.</exception>
    public static TokenVocabulary Create(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string token, int id) in tokens)
        {
            if (id is < 0 or >= MaximumSize)
                throw new ArgumentException($"The token '{token}' has the id {id}; ids lie between 0 and {MaximumSize - 1}.",
                    nameof(tokens));
            if (!ids.TryAdd(token, id))
                throw new ArgumentException($"The token '{token}' is there twice, as {ids[token]} and {id}.", nameof(tokens));
        }
        var vocabulary = new TokenVocabulary(ids);
        foreach ((string token, int id) in ids)
        {
            if (!ReferenceEquals(vocabulary[id], token))
                throw new ArgumentException($"The tokens '{vocabulary[id]}' and '{token}' share the id {id}; each needs its own.",
                    nameof(tokens));
        }
        return vocabulary;
    }

    /// <summary>Reads an object from token to id.</summary>
    public static TokenVocabulary Read(JsonPlace node)
    {
        if (node.Kind != JsonValueKind.Object)
            throw node.Error("an object from token to id is expected");
        var tokens = new List<KeyValuePair<string, int>>();
        try
        {
            foreach (JsonProperty token in node.Element.EnumerateObject())
            {
                if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out int id))
                    throw node.Error($"the id of the token '{token.Name}' must be a whole number");
                tokens.Add(KeyValuePair.Create(token.Name, id));
            }
            return Create(tokens);
        }
        catch (ArgumentException exception)
        {
            throw node.Error(exception.Message.TrimEnd('.'), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw node.Error($"the spelling of token {tokens.Count} is not valid Unicode", exception);
        }
    }

    /// <summary>The id of a token.</summary>
    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _lookup.TryGetValue(token, out id);

    /// <summary>The id of a token, or null.</summary>
    public int? IdOf(string? token) => token is not null && _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>Writes an object from token to id, in the order of the ids.</summary>
    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        for (int id = 0; id < _tokens.Length; id++)
        {
            if (_tokens[id] is { } token)
                writer.WriteNumber(token, id);
        }
        writer.WriteEndObject();
    }

    /// <summary>
    /// The ids of the tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, -1 where there is none; null if there is not one of them.
    /// </summary>
    public int[]? ByteTokens()
    {
        var ids = new int[256];
        bool any = false;
        for (int value = 0; value < ids.Length; value++)
        {
            ids[value] = IdOf($"<0x{value:X2}>") ?? -1;
            any |= ids[value] >= 0;
        }
        return any ? ids : null;
    }
}
