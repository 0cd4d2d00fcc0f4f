using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Reads and writes the object of a <c>tokenizer.json</c>.</summary>
internal static class TokenizerDocument
{
    /// <summary>The file's name.</summary>
    public const string Name = "tokenizer.json";

    /// <summary>Reads the object; whatever this version does not know is refused with its path.</summary>
    public static HuggingFaceTokenizerParts Read(JsonPlace root)
    {
        root.Expect("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder",
            "model");
        if (root["version"].OptionalText() is not (null or "1.0"))
            throw root["version"].Error("only version 1.0 is supported");
        ITokenModel model = ModelReader.Read(root["model"]);
        return new HuggingFaceTokenizerParts(model)
        {
            Normalizer = NormalizerReader.Read(root["normalizer"]),
            PreTokenizer = PreTokenizerReader.Read(root["pre_tokenizer"]),
            PostProcessor = PostProcessorReader.Read(root["post_processor"]),
            Decoder = DecoderReader.Read(root["decoder"]),
            AddedTokens = root["added_tokens"].IsNull
                ? []
                : Numbered(
                    root["added_tokens"].Items().Select(token =>
                        AddedToken.Read(token, token["id"].Whole(maximum: TokenVocabulary.MaximumSize - 1))),
                    model),
            Truncation = TruncationOptions.Read(root["truncation"]),
            Padding = PaddingOptions.Read(root["padding"]),
        };
    }

    /// <summary>Gives each added token the id that the reference gives it, whatever the file says.</summary>
    /// <remarks>
    /// A token that the model has keeps the model's id. The others are numbered in order from the number of the model's tokens on, which
    /// can be below its largest id. Files that the reference wrote say the same.
    /// </remarks>
    public static AddedToken[] Numbered(IEnumerable<AddedToken> tokens, ITokenModel model)
    {
        int count = 0;
        for (int id = 0; id < model.VocabularySize; id++)
            count += model.IdToToken(id) is null ? 0 : 1;
        int last = -1;
        var numbered = new List<AddedToken>();
        foreach (AddedToken token in tokens)
        {
            int id = model.TokenToId(token.Content) ?? Math.Max(last + 1, count);
            last = Math.Max(last, id);
            numbered.Add(token with { Id = id });
        }
        return [.. numbered];
    }

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter writer, HuggingFaceTokenizerParts parts)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        WriteOptional("truncation", parts.Truncation, truncation => truncation.Write(writer), isOpen: true);
        WriteOptional("padding", parts.Padding, padding => padding.Write(writer), isOpen: true);
        writer.WriteNodes("added_tokens", parts.AddedTokens, (token, inner) => token.Write(inner, withId: true));
        WriteOptional("normalizer", parts.Normalizer, node => node.Write(writer));
        WriteOptional("pre_tokenizer", parts.PreTokenizer, node => node.Write(writer));
        WriteOptional("post_processor", parts.PostProcessor, node => node.Write(writer));
        WriteOptional("decoder", parts.Decoder, node => node.Write(writer));
        WriteOptional("model", parts.Model, node => node.Write(writer));
        writer.WriteEndObject();

        void WriteOptional<T>(string name, T? node, Action<T> write, bool isOpen = false)
        {
            writer.WritePropertyName(name);
            if (node is null)
            {
                writer.WriteNullValue();
                return;
            }
            if (isOpen)
                writer.WriteStartObject();
            write(node);
            if (isOpen)
                writer.WriteEndObject();
        }
    }
}
