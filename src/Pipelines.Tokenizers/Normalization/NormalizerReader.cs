using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Makes normalizers of their JSON nodes.</summary>
internal static class NormalizerReader
{
    public static INormalizer? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        string type = node.NodeType();
        switch (type)
        {
            case "Sequence":
                node.Expect("normalizers");
                return new NormalizerSequence([.. node["normalizers"].Items().Select(item =>
                    Read(item) ?? throw item.Error("a normalizer is expected, not null"))]);
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                node.Expect();
                return new UnicodeNormalizer(Enum.Parse<UnicodeForm>(type, ignoreCase: true));
            case "Lowercase":
                node.Expect();
                return new LowercaseNormalizer();
            case "Strip":
                node.Expect("strip_left", "strip_right");
                return new StripNormalizer(node["strip_left"].Flag(), node["strip_right"].Flag());
            case "StripAccents":
                node.Expect();
                return new StripAccentsNormalizer();
            case "Nmt":
                node.Expect();
                return new NmtNormalizer();
            case "ByteLevel":
                node.Expect();
                return new ByteLevelNormalizer();
            case "Prepend":
                node.Expect("prepend");
                return new PrependNormalizer(node["prepend"].Text());
            case "Replace":
                node.Expect("pattern", "content");
                return new ReplaceNormalizer(TextPattern.Read(node["pattern"]), node["content"].Text());
            case "BertNormalizer":
                node.Expect("clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
                return new BertNormalizer(
                    node["clean_text"].Flag(), node["handle_chinese_chars"].Flag(),
                    node["strip_accents"].IsNull ? null : node["strip_accents"].Flag(), node["lowercase"].Flag());
            case "Precompiled":
                node.Expect("precompiled_charsmap");
                return Precompiled(node["precompiled_charsmap"]);
            default:
                throw node.UnknownNode(
                    "normalizer", type, "Sequence", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Strip", "StripAccents", "Nmt", "ByteLevel",
                    "Prepend",
                    "Replace", "BertNormalizer", "Precompiled");
        }
    }

    private static INormalizer? Precompiled(JsonPlace map)
    {
        if (map.IsNull)
            throw map.Error("a character map in base 64 is expected");
        if (map.Kind != JsonValueKind.String || !map.Element.TryGetBytesFromBase64(out byte[]? bytes))
            throw map.Error("the character map is not text in base 64");
        // A model without rules has an empty map.
        if (bytes.Length == 0)
            return new NormalizerSequence([]);
        try
        {
            return new PrecompiledNormalizer(bytes);
        }
        catch (ArgumentException exception)
        {
            throw map.Error(exception.Message.TrimEnd('.'), exception);
        }
    }
}
