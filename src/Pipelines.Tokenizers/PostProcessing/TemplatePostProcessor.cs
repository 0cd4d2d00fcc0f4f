using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Texts and special tokens in the order of a template: <c>TemplateProcessing</c>.</summary>
public sealed class TemplatePostProcessor : IPostProcessor
{
    /// <summary>Creates the processor.</summary>
    /// <param name="single">The template for one text.</param>
    /// <param name="pair">The template for two.</param>
    /// <param name="tokens">The special tokens by name.</param>
    /// <exception cref="ArgumentException">A template names an unknown token, or lacks a text.</exception>
    public TemplatePostProcessor(
        IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair, IReadOnlyDictionary<string, TemplateToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(single);
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(tokens);
        Single = single;
        Pair = pair;
        Tokens = tokens;
        foreach (TemplatePiece piece in single.Concat(pair))
        {
            if (piece.Token is { } token && !tokens.ContainsKey(token))
                throw new ArgumentException($"The template names the special token '{token}', which is not among its special tokens.",
                    nameof(tokens));
        }
        if (single.Any(piece => piece.Token is null && piece.Sequence != 0))
            throw new ArgumentException("The template for one text has a place for a second.", nameof(single));
        if (!pair.Any(piece => piece.Token is null && piece.Sequence == 0)
            || !pair.Any(piece => piece.Token is null && piece.Sequence == 1))
            throw new ArgumentException("The template for two texts must have a place for each.", nameof(pair));
    }

    /// <summary>The template for one text.</summary>
    public IReadOnlyList<TemplatePiece> Single { get; }

    /// <summary>The template for two texts.</summary>
    public IReadOnlyList<TemplatePiece> Pair { get; }

    /// <summary>The special tokens by name.</summary>
    public IReadOnlyDictionary<string, TemplateToken> Tokens { get; }

    /// <summary>A processor that puts single tokens around each text.</summary>
    /// <param name="begin">What begins each text, or null.</param>
    /// <param name="end">What ends each text, or null.</param>
    public static TemplatePostProcessor Surround(NamedToken? begin, NamedToken? end)
    {
        var tokens = new Dictionary<string, TemplateToken>(StringComparer.Ordinal);
        foreach (NamedToken? token in new[] { begin, end })
        {
            if (token is not null)
                tokens[token.Text] = new TemplateToken([token.Id], [token.Text]);
        }
        return new TemplatePostProcessor([.. Around(0, 0)], [.. Around(0, 0), .. Around(1, 1)], tokens);

        IEnumerable<TemplatePiece> Around(int sequence, int type)
        {
            if (begin is not null)
                yield return new TemplatePiece(begin.Text, 0, type);
            yield return new TemplatePiece(null, sequence, type);
            if (end is not null)
                yield return new TemplatePiece(end.Text, 0, type);
        }
    }

    /// <inheritdoc/>
    public void Process(List<TokenSegment> segments, bool addSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(segments);
        TokenSegment[] texts = [.. segments];
        segments.Clear();
        foreach (TemplatePiece piece in texts.Length == 1 ? Single : Pair)
        {
            if (piece.Token is null)
                segments.Add(texts[piece.Sequence] with { TypeId = piece.TypeId });
            else if (addSpecialTokens)
                segments.Add(new TokenSegment(Tokens[piece.Token].Ids, piece.TypeId, true));
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("TemplateProcessing", w =>
    {
        w.WriteNodes("single", Single, WritePiece);
        w.WriteNodes("pair", Pair, WritePiece);
        w.WriteStartObject("special_tokens");
        foreach ((string name, TemplateToken token) in Tokens.OrderBy(token => token.Key, StringComparer.Ordinal))
        {
            w.WriteStartObject(name);
            w.WriteString("id", name);
            w.WriteNodes("ids", token.Ids, (id, inner) => inner.WriteNumberValue(id));
            w.WriteNodes("tokens", token.Tokens, (text, inner) => inner.WriteStringValue(text));
            w.WriteEndObject();
        }
        w.WriteEndObject();
    });

    internal static TemplatePostProcessor Read(JsonPlace node)
    {
        node.Expect("single", "pair", "special_tokens");
        var tokens = new Dictionary<string, TemplateToken>(StringComparer.Ordinal);
        foreach ((string name, JsonPlace token) in node["special_tokens"].Properties())
        {
            token.Expect("id", "ids", "tokens");
            var read = new TemplateToken(
                [.. token["ids"].Items().Select(id => id.Whole())], [.. token["tokens"].Items().Select(text => text.Text())]);
            if (read.Ids.Count != read.Tokens.Count)
                throw token.Error("as many tokens as ids are expected");
            tokens.Add(name, read);
        }
        try
        {
            return new TemplatePostProcessor([.. node["single"].Items().Select(ReadPiece)], [.. node["pair"].Items().Select(ReadPiece)],
                tokens);
        }
        catch (ArgumentException exception)
        {
            throw node.Error(exception.Message.TrimEnd('.'), exception);
        }
    }

    private static TemplatePiece ReadPiece(JsonPlace node)
    {
        node.Expect("SpecialToken", "Sequence");
        JsonPlace token = node["SpecialToken"];
        JsonPlace sequence = node["Sequence"];
        if (token.IsNull == sequence.IsNull)
            throw node.Error("either a \"SpecialToken\" or a \"Sequence\" is expected");
        JsonPlace piece = token.IsNull ? sequence : token;
        piece.Expect("id", "type_id");
        int type = piece["type_id"].Whole();
        if (sequence.IsNull)
            return new TemplatePiece(piece["id"].Text(), 0, type);
        return piece["id"].Text() switch
        {
            "A" => new TemplatePiece(null, 0, type),
            "B" => new TemplatePiece(null, 1, type),
            _ => throw piece["id"].Error("A or B is expected"),
        };
    }

    private static void WritePiece(TemplatePiece piece, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(piece.Token is null ? "Sequence" : "SpecialToken");
        writer.WriteString("id", piece.Token ?? (piece.Sequence == 0 ? "A" : "B"));
        writer.WriteNumber("type_id", piece.TypeId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
