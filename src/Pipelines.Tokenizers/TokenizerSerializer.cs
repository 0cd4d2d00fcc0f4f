using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Writes any tokenizer as one JSON document, and reads those of registered kinds.</summary>
/// <remarks>
/// <c>{ "format": "pipelines-tokenizer", "version": 1, "kind": …, "fingerprint": …, "state": { … } }</c>. Reading recomputes the
/// fingerprint and refuses a document whose content does not match it.
/// </remarks>
public sealed class TokenizerSerializer
{
    private const string FormatName = "pipelines-tokenizer";
    private const int FormatVersion = 1;
    private const long MaximumFileSize = 1 << 29;

    private readonly Dictionary<string, TokenizerLoader> _loaders = new(StringComparer.Ordinal);

    /// <summary>Creates a serializer that reads the given kinds. It writes every kind.</summary>
    /// <param name="loaders">A loader for each kind.</param>
    /// <exception cref="ArgumentException">Two loaders are of one kind.</exception>
    public TokenizerSerializer(IEnumerable<TokenizerLoader> loaders)
    {
        ArgumentNullException.ThrowIfNull(loaders);
        foreach (TokenizerLoader loader in loaders)
        {
            if (!_loaders.TryAdd(loader.Kind, loader))
            {
                throw new ArgumentException(
                    $"Two loaders are registered for the kind of tokenizer '{loader.Kind}'; a kind has one.", nameof(loaders));
            }
        }
    }

    /// <summary>A serializer that reads the kinds of this package.</summary>
    public static TokenizerSerializer Default { get; } = new(TokenizerLoader.BuiltIn);

    /// <summary>The serializer of an application, with the kinds that its packages registered; else <see cref="Default"/>.</summary>
    public static TokenizerSerializer From(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return (TokenizerSerializer?)services.GetService(typeof(TokenizerSerializer)) ?? Default;
    }

    /// <summary>Writes a tokenizer. Whoever reads it needs a loader of its kind.</summary>
    public void Save(Tokenizer tokenizer, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(stream);
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

    /// <summary>Writes a tokenizer to a file, whole or not at all.</summary>
    /// <exception cref="PipelineException">The file cannot be written; what was there before is intact.</exception>
    public void Save(Tokenizer tokenizer, string path) => AtomicFile.Write(path, stream => Save(tokenizer, stream));

    /// <summary>Reads a tokenizer from a file.</summary>
    /// <exception cref="TokenizerFormatException">
    /// The file is not there, is damaged or changed, or holds a kind that is not registered.
    /// </exception>
    public Tokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new TokenizerFormatException("There is no such file.", path);
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaximumFileSize)
            throw new TokenizerFormatException(
                $"The file has {stream.Length} bytes; a tokenizer of more than {MaximumFileSize} is not read.", path);
        return Load(stream, path);
    }

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="stream">The document.</param>
    /// <param name="path">What to call the document in errors.</param>
    /// <exception cref="TokenizerFormatException">The document is damaged or changed, or holds a kind that is not registered.</exception>
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
            throw new TokenizerFormatException(
                $"This is not a tokenizer document: {exception.Message}", path, (int?)exception.LineNumber + 1, exception);
        }
    }

    private Tokenizer Load(JsonElement root, string? path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.String || !format.ValueEquals(FormatName))
        {
            throw new TokenizerFormatException(
                $"This is not a tokenizer document: it must be a JSON object with \"format\": \"{FormatName}\".", path);
        }
        if (!root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int number) || number is < 1 or > FormatVersion)
        {
            throw new TokenizerFormatException(
                $"The \"version\" of the tokenizer document is not one of 1 to {FormatVersion}; a newer release may read it.", path);
        }
        string kind = Text(root, "kind", path);
        string expected = Text(root, "fingerprint", path);
        if (!_loaders.TryGetValue(kind, out TokenizerLoader? loader))
            throw new TokenizerFormatException(UnknownKind(kind), path);
        if (!root.TryGetProperty("state", out JsonElement state) || state.ValueKind != JsonValueKind.Object)
            throw new TokenizerFormatException("The tokenizer document has no object \"state\"; save the tokenizer again.", path);

        Tokenizer tokenizer;
        try
        {
            tokenizer = loader.Load(state);
        }
        catch (Exception exception) when (IsMalformedState(exception))
        {
            throw new TokenizerFormatException(
                $"The state of the {kind} tokenizer cannot be read: {exception.Message}", path, null, exception);
        }
        if (tokenizer.Fingerprint != expected)
        {
            throw new TokenizerFormatException(
                $"The {kind} tokenizer in the document has the fingerprint {tokenizer.Fingerprint}, but it was saved with {expected}: "
                + "the document was changed since. Restore it, or save the tokenizer again.", path);
        }
        return tokenizer;
    }

    // What JsonElement's readers and the checks of a loader throw for content of the wrong shape.
    private static bool IsMalformedState(Exception exception) =>
        exception is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException
            or PipelineException;

    private static string Text(JsonElement root, string name, string? path)
    {
        try
        {
            if (root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new TokenizerFormatException(
                $"The text \"{name}\" of the tokenizer document is not valid Unicode; save the tokenizer again.", path, null, exception);
        }
        throw new TokenizerFormatException($"The tokenizer document has no text \"{name}\"; save the tokenizer again.", path);
    }

    private string UnknownKind(string kind) =>
        $"The kind of tokenizer '{kind}' is not registered; known: {string.Join(", ", _loaders.Keys.Order(StringComparer.Ordinal))}. "
        + "Register the package that has it.";
}
