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
        root.Expect("version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        if (root["version"].OptionalText() is not (null or "1.0"))
            throw root["version"].Error("only version 1.0 is supported");
        return new HuggingFaceTokenizerParts(ModelReader.Read(root["model"]))
        {
            Normalizer = NormalizerReader.Read(root["normalizer"]),
            PreTokenizer = PreTokenizerReader.Read(root["pre_tokenizer"]),
            PostProcessor = PostProcessorReader.Read(root["post_processor"]),
            Decoder = DecoderReader.Read(root["decoder"]),
            AddedTokens = root["added_tokens"].IsNull
                ? []
                : [.. root["added_tokens"].Items().Select(token =>
                    AddedToken.Read(token, token["id"].Whole(maximum: TokenVocabulary.MaximumSize - 1)))],
            Truncation = TruncationOptions.Read(root["truncation"]),
            Padding = PaddingOptions.Read(root["padding"]),
        };
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
