using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// GPT-2's <c>vocab.json</c> and <c>merges.txt</c>, and the special tokens in Hugging Face's <c>tokenizer_config.json</c>.
/// </summary>
internal static class BytePairFiles
{
    private const string VocabularyName = "vocab.json";
    private const string MergesName = "merges.txt";
    private const string ConfigName = "tokenizer_config.json";
    private const string VersionLine = "#version: 0.2";
    private const long MaximumFileSize = 1 << 29;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BytePairModel Read(string vocabularyPath, string mergesPath, IEnumerable<string>? specialTokens, string? endOfText)
    {
        BytePairModelBuilder builder = ReadParts(vocabularyPath, mergesPath);
        if (specialTokens is null)
            builder.AddDefaultSpecialToken();
        foreach (string token in specialTokens ?? [])
            Check(builder.AddSpecialToken(token), vocabularyPath);
        Check(builder.Build(endOfText, out BytePairModel? model), vocabularyPath);
        return model!;
    }

    public static BytePairModel Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string vocabularyPath = Path.Combine(folder, VocabularyName);
        BytePairModelBuilder builder = ReadParts(vocabularyPath, Path.Combine(folder, MergesName));
        string configPath = Path.Combine(folder, ConfigName);
        string? endOfText = null;
        if (!File.Exists(configPath) || !ReadConfig(configPath, builder, out endOfText))
            builder.AddDefaultSpecialToken();
        Check(builder.Build(endOfText, out BytePairModel? model), vocabularyPath);
        return model!;
    }

    public static void Write(BytePairModel model, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, VocabularyName), stream =>
        {
            using var writer = new Utf8JsonWriter(stream, Readable);
            WriteVocabulary(model, writer, null);
        });
        AtomicFile.Write(Path.Combine(folder, MergesName), stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(VersionLine);
            foreach (BytePairMerge merge in model.Merges)
                writer.WriteLine(Spell(model, merge));
        });
        AtomicFile.Write(Path.Combine(folder, ConfigName), stream =>
        {
            using var writer = new Utf8JsonWriter(stream, Readable with { Indented = true });
            WriteConfig(model, writer);
        });
    }

    /// <summary>Writes the object from token to id, special tokens included.</summary>
    public static void WriteVocabulary(BytePairModel model, Utf8JsonWriter writer, string? name)
    {
        if (name is null)
            writer.WriteStartObject();
        else
            writer.WriteStartObject(name);
        Dictionary<int, string> special = model.SpecialTokens.ToDictionary(token => token.Value, token => token.Key);
        int count = Math.Max(model.Tokens.Count, special.Keys.DefaultIfEmpty(-1).Max() + 1);
        for (int id = 0; id < count; id++)
        {
            if (special.TryGetValue(id, out string? text))
                writer.WriteNumber(text, id);
            else if (model.Tokens[id] is { } bytes)
                writer.WriteNumber(ByteAlphabet.Spell(bytes), id);
        }
        writer.WriteEndObject();
    }

    /// <summary>A merge as its line in <c>merges.txt</c>.</summary>
    public static string Spell(BytePairModel model, BytePairMerge merge) =>
        $"{ByteAlphabet.Spell(model.Tokens[merge.Left])} {ByteAlphabet.Spell(model.Tokens[merge.Right])}";

    private static BytePairModelBuilder ReadParts(string vocabularyPath, string mergesPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(vocabularyPath);
        ArgumentException.ThrowIfNullOrEmpty(mergesPath);
        var builder = new BytePairModelBuilder();
        ReadVocabulary(vocabularyPath, builder);
        ReadMerges(mergesPath, builder);
        return builder;
    }

    private static void ReadVocabulary(string path, BytePairModelBuilder builder)
    {
        byte[] json = ReadAll(path);
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        var reader = new Utf8JsonReader(json.AsSpan().StartsWith(mark) ? json.AsSpan(mark.Length) : json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new TokenizerFormatException(
                    "The vocabulary must be one JSON object from token to id, as in GPT-2's vocab.json.", path,
                    Line(json, reader.TokenStartIndex));
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string token = reader.GetString()!;
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id))
                {
                    throw new TokenizerFormatException(
                        $"The id of the token '{token}' must be a whole number.", path, Line(json, reader.TokenStartIndex));
                }
                Check(builder.AddToken(token, id), path, json, reader.TokenStartIndex);
            }
            while (reader.Read())
            {
                // Content after the object is an error of the JSON itself.
            }
        }
        catch (JsonException exception)
        {
            throw new TokenizerFormatException(
                $"The vocabulary is not valid JSON: {exception.Message} Fetch the file again.", path,
                (int?)exception.LineNumber + 1, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new TokenizerFormatException(
                "A token is not valid Unicode: half of a surrogate pair. Fetch the file again.", path,
                Line(json, reader.TokenStartIndex), exception);
        }
    }

    private static void ReadMerges(string path, BytePairModelBuilder builder)
    {
        using var stream = new MemoryStream(ReadAll(path));
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        int line = 0;
        try
        {
            while (reader.ReadLine() is { } text)
            {
                line++;
                if (text.Length == 0 || (line == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
                    continue;
                int space = text.IndexOf(' ');
                if (space <= 0 || space == text.Length - 1 || text.IndexOf(' ', space + 1) >= 0)
                    throw new TokenizerFormatException($"'{text}' is not a merge: two tokens with one space between them.", path, line);
                if (builder.AddMerge(text[..space], text[(space + 1)..]) is { } problem)
                    throw new TokenizerFormatException(problem, path, line);
            }
        }
        catch (DecoderFallbackException exception)
        {
            throw new TokenizerFormatException(
                "The merges are not UTF-8 text, in this line or soon after it. Fetch the file again.", path, line + 1, exception);
        }
    }

    /// <summary>Reads the special tokens; false if the file does not list any.</summary>
    private static bool ReadConfig(string path, BytePairModelBuilder builder, out string? endOfText)
    {
        endOfText = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadAll(path));
            JsonElement root = document.RootElement;
            if (!root.TryGetProperty("added_tokens_decoder", out JsonElement added))
                return false;
            foreach (JsonProperty entry in added.EnumerateObject())
            {
                string token = entry.Value.GetProperty("content").GetString() ?? throw new KeyNotFoundException("a \"content\" is null");
                foreach (string flag in new[] { "single_word", "lstrip", "rstrip" })
                {
                    if (entry.Value.TryGetProperty(flag, out JsonElement value) && value.GetBoolean())
                    {
                        throw new TokenizerFormatException(
                            $"The special token '{token}' has \"{flag}\": true, which is not supported; only plain ones are.", path);
                    }
                }
                if (!int.TryParse(entry.Name, out int id))
                {
                    throw new TokenizerFormatException(
                        $"The id '{entry.Name}' of the special token '{token}' must be a whole number.", path);
                }
                Check(builder.AddSpecialToken(token, id), path);
            }
            if (root.TryGetProperty("eos_token", out JsonElement end) && end.ValueKind != JsonValueKind.Null)
                endOfText = end.ValueKind == JsonValueKind.Object ? end.GetProperty("content").GetString() : end.GetString();
            return true;
        }
        catch (JsonException exception)
        {
            throw new TokenizerFormatException(
                $"The file is not valid JSON: {exception.Message} Fetch it again.", path, (int?)exception.LineNumber + 1, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new TokenizerFormatException(
                $"The special tokens under \"added_tokens_decoder\" cannot be read: {exception.Message}", path, null, exception);
        }
    }

    private static void WriteConfig(BytePairModel model, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("added_tokens_decoder");
        foreach ((string token, int id) in model.SpecialTokens.OrderBy(token => token.Value))
        {
            writer.WriteStartObject(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString("content", token);
            foreach (string flag in new[] { "lstrip", "normalized", "rstrip", "single_word" })
                writer.WriteBoolean(flag, false);
            writer.WriteBoolean("special", true);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteString("eos_token", model.EndOfText);
        writer.WriteString("tokenizer_class", "GPT2Tokenizer");
        writer.WriteEndObject();
    }

    private static byte[] ReadAll(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new TokenizerFormatException("There is no such file; the tokenizer needs it.", path);
        if (file.Length > MaximumFileSize)
        {
            throw new TokenizerFormatException(
                $"The file has {file.Length} bytes; a tokenizer file of more than {MaximumFileSize} is not read.", path);
        }
        return File.ReadAllBytes(path);
    }

    private static void Check(string? problem, string path)
    {
        if (problem is not null)
            throw new TokenizerFormatException(problem, path);
    }

    private static void Check(string? problem, string path, byte[] json, long index)
    {
        if (problem is not null)
            throw new TokenizerFormatException(problem, path, Line(json, index));
    }

    private static int Line(byte[] json, long index) => json.AsSpan(0, (int)Math.Min(index, json.Length)).Count((byte)'\n') + 1;
}
