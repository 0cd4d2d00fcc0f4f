using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Loads and writes the tokenizer files of a model folder in Hugging Face's layout.</summary>
internal static class HuggingFaceFolder
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    // Hugging Face's readers of these classes make the post-processor anew from add_bos_token and add_eos_token.
    private static readonly string[] ClassesThatAdd = ["Llama", "CodeLlama", "Gemma", "Cohere"];

    /// <summary>Loads what a folder holds.</summary>
    public static Tokenizer Load(string folder, TokenizerSerializer serializer)
    {
        string document = Path.Combine(folder, TokenizerDocument.Name);
        if (File.Exists(document))
            return IsOurs(document) ? serializer.Load(document) : LoadDocument(document, TokenizerConfigFile.Read(folder));
        if (File.Exists(Path.Combine(folder, ByteLevelFolder.VocabularyName)))
            return ByteLevelFolder.Load(folder);
        string words = Path.Combine(folder, WordPieceFile.Name);
        if (File.Exists(words))
            return Make(WordPieceFile.Read(words, TokenizerConfigFile.Read(folder)), words);
        foreach (string name in SentencePieceFile.Names)
        {
            string model = Path.Combine(folder, name);
            if (File.Exists(model))
                return Make(SentencePieceFile.Read(model, TokenizerConfigFile.Read(folder)), model);
        }
        throw new TokenizerFormatException(
            $"The folder has no tokenizer: neither {TokenizerDocument.Name}, nor {ByteLevelFolder.VocabularyName} with merges.txt, "
            + $"{WordPieceFile.Name} or {string.Join(", ", SentencePieceFile.Names)}.", folder);
    }

    /// <summary>Loads a <c>tokenizer.json</c> by itself.</summary>
    public static HuggingFaceTokenizer LoadDocument(string path) => LoadDocument(path, null);

    /// <summary>Loads a <c>vocab.txt</c> by itself.</summary>
    public static HuggingFaceTokenizer LoadWordPiece(string path) => Make(WordPieceFile.Read(path, null), path);

    /// <summary>Loads a SentencePiece model by itself.</summary>
    public static HuggingFaceTokenizer LoadSentencePiece(string path) => Make(SentencePieceFile.Read(path, null), path);

    /// <summary>Writes the files of a folder.</summary>
    public static void Write(HuggingFaceTokenizerParts parts, string folder)
    {
        Directory.CreateDirectory(folder);
        WriteFile(folder, TokenizerDocument.Name, writer => TokenizerDocument.Write(writer, parts));
        WriteFile(folder, TokenizerConfigFile.Name, writer => TokenizerConfigFile.Write(writer, parts.Configuration, parts.AddedTokens));
        WriteFile(folder, TokenizerConfigFile.MapName, writer => TokenizerConfigFile.WriteMap(writer, parts.Configuration));
    }

    /// <summary>Makes the tokenizer; what does not fit together is blamed on the file.</summary>
    public static HuggingFaceTokenizer Make(HuggingFaceTokenizerParts parts, string path)
    {
        try
        {
            return new HuggingFaceTokenizer(parts);
        }
        catch (ArgumentException exception)
        {
            throw new TokenizerFormatException(exception.Message, path, null, exception);
        }
    }

    private static HuggingFaceTokenizer LoadDocument(string path, TokenizerConfigFile? config)
    {
        using JsonDocument document = JsonFiles.Parse(path);
        HuggingFaceTokenizerParts parts = TokenizerDocument.Read(new JsonPlace(document.RootElement, "$", path));
        if (config is not null)
            parts = Configured(parts, config);
        return Make(parts, path);
    }

    private static HuggingFaceTokenizerParts Configured(HuggingFaceTokenizerParts parts, TokenizerConfigFile file)
    {
        TokenizerConfig config = file.Config;
        parts = parts with { Configuration = config, AddedTokens = Merged(parts, file.AddedTokens) };
        bool adds = ClassesThatAdd.Any(name => config.TokenizerClass is { } type && type.StartsWith(name, StringComparison.Ordinal));
        if (!adds || (config.AddBeginOfText is null && config.AddEndOfText is null))
            return parts;
        NamedToken? begin = config.AddBeginOfText ?? true ? Named(config.BeginOfText) : null;
        NamedToken? end = config.AddEndOfText ?? false ? Named(config.EndOfText) : null;
        return parts with { PostProcessor = TemplatePostProcessor.Surround(begin, end) };

        NamedToken? Named(string? token)
        {
            if (token is null)
                return null;
            int? id = parts.AddedTokens.FirstOrDefault(added => added.Content == token)?.Id ?? parts.Model.TokenToId(token);
            return id is { } known ? new NamedToken(token, known) : null;
        }
    }

    // The configuration's entries count where both files have a token, and add those that the document lacks.
    private static AddedToken[] Merged(HuggingFaceTokenizerParts parts, IReadOnlyList<AddedToken> config)
    {
        var tokens = parts.AddedTokens.ToList();
        foreach (AddedToken token in config)
        {
            int index = tokens.FindIndex(known => known.Content == token.Content);
            if (index >= 0)
                tokens[index] = token;
            else
                tokens.Add(token);
        }
        return TokenizerDocument.Numbered(tokens, parts.Model);
    }

    private static bool IsOurs(string path)
    {
        using JsonDocument document = JsonFiles.Parse(path);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out _);
    }

    private static void WriteFile(string folder, string name, Action<Utf8JsonWriter> write) =>
        AtomicFile.Write(Path.Combine(folder, name), stream =>
        {
            using var writer = new Utf8JsonWriter(stream, Readable);
            write(writer);
        });
}
