using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Writes any tokenizer of a registered kind as one JSON document and reads it back.</summary>
/// <remarks>
/// <c>{ "format": "pipelines-tokenizer", "version": 1, "kind": …, "fingerprint": …, "state": { … } }</c>. Reading recomputes the
/// fingerprint and refuses a document whose content does not match it.
/// </remarks>
public sealed class TokenizerSerializer
{
    private const string FormatName = "pipelines-tokenizer";
    private const int FormatVersion = 1;

    private readonly Dictionary<string, TokenizerKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>Creates a serializer for the given kinds.</summary>
    /// <param name="kinds">The kinds that can be written and read; ids must differ.</param>
    /// <exception cref="ArgumentException">Two kinds have the same id.</exception>
    public TokenizerSerializer(IEnumerable<TokenizerKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        foreach (TokenizerKind kind in kinds)
        {
            if (!_kinds.TryAdd(kind.Id, kind))
                throw new ArgumentException($"Two kinds of tokenizer are registered as '{kind.Id}'; ids must differ.", nameof(kinds));
        }
    }

    /// <summary>A serializer for the kinds of this package.</summary>
    public static TokenizerSerializer Default { get; } = new(TokenizerKind.BuiltIn);

    /// <summary>Writes a tokenizer.</summary>
    /// <exception cref="InvalidOperationException">Its kind is not registered, so the document could not be read back.</exception>
    public void Save(Tokenizer tokenizer, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(stream);
        if (!_kinds.ContainsKey(tokenizer.Kind))
            throw new InvalidOperationException($"{UnknownKind(tokenizer.Kind)} Without it the saved tokenizer could not be loaded.");
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("format", FormatName);
        writer.WriteNumber("version", FormatVersion);
        writer.WriteString("kind", tokenizer.Kind);
        writer.WriteString("fingerprint", tokenizer.Fingerprint);
        writer.WriteStartObject("state");
        tokenizer.WriteState(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a tokenizer to a file: first beside it under a temporary name, then renamed.</summary>
    /// <exception cref="InvalidOperationException">Its kind is not registered, so the file could not be read back.</exception>
    public void Save(Tokenizer tokenizer, string path) => AtomicFile.Write(path, stream => Save(tokenizer, stream));

    /// <summary>Reads a tokenizer from a file.</summary>
    public Tokenizer Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream, path);
    }

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="stream">The document.</param>
    /// <param name="path">What to call the document in errors.</param>
    public Tokenizer Load(Stream stream, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Load(document.RootElement, path);
        }
        catch (JsonException exception)
        {
            throw new TokenizerFormatException($"This is not a tokenizer document: {exception.Message}", path, (int?)exception.LineNumber + 1, exception);
        }
    }

    private Tokenizer Load(JsonElement root, string? path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.String || !format.ValueEquals(FormatName))
            throw new TokenizerFormatException($"This is not a tokenizer document: it must be a JSON object with \"format\": \"{FormatName}\".", path);
        if (!root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int number) || number is < 1 or > FormatVersion)
            throw new TokenizerFormatException($"The \"version\" of the tokenizer document is not one of 1 to {FormatVersion}; a newer release may read it.", path);
        string kindId = Text(root, "kind", path);
        string expected = Text(root, "fingerprint", path);
        if (!_kinds.TryGetValue(kindId, out TokenizerKind? kind))
            throw new TokenizerFormatException(UnknownKind(kindId), path);
        if (!root.TryGetProperty("state", out JsonElement state) || state.ValueKind != JsonValueKind.Object)
            throw new TokenizerFormatException("The tokenizer document has no object \"state\"; save the tokenizer again.", path);

        Tokenizer tokenizer;
        try
        {
            tokenizer = kind.Load(state);
        }
        catch (Exception exception) when (IsMalformedState(exception))
        {
            throw new TokenizerFormatException($"The state of the {kindId} tokenizer cannot be read: {exception.Message}", path, null, exception);
        }
        if (tokenizer.Fingerprint != expected)
        {
            throw new TokenizerFormatException(
                $"The {kindId} tokenizer in the document has the fingerprint {tokenizer.Fingerprint}, but it was saved with {expected}: "
                + "the document was changed since. Restore it, or save the tokenizer again.", path);
        }
        return tokenizer;
    }

    // What JsonElement's readers and the checks of a loader throw for content of the wrong shape.
    private static bool IsMalformedState(Exception exception) =>
        exception is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException or TokenizerFormatException;

    private static string Text(JsonElement root, string name, string? path)
    {
        try
        {
            if (root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new TokenizerFormatException($"The text \"{name}\" of the tokenizer document is not valid Unicode; save the tokenizer again.", path, null, exception);
        }
        throw new TokenizerFormatException($"The tokenizer document has no text \"{name}\"; save the tokenizer again.", path);
    }

    private string UnknownKind(string kind) =>
        $"The kind of tokenizer '{kind}' is not registered; known: {string.Join(", ", _kinds.Keys.Order(StringComparer.Ordinal))}. "
        + "Register the package that has it.";
}
