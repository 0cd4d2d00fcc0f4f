namespace Pipelines.Tokenizers;

/// <summary>Makes pre-tokenizers of their JSON nodes.</summary>
internal static class PreTokenizerReader
{
    public static IPreTokenizer? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        string type = node.NodeType();
        switch (type)
        {
            case "Sequence":
                node.Expect("pretokenizers");
                return new PreTokenizerSequence([.. node["pretokenizers"].Items().Select(item =>
                    Read(item) ?? throw item.Error("a pre-tokenizer is expected, not null"))]);
            case "ByteLevel":
                node.Expect("add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelPreTokenizer(
                    node["add_prefix_space"].Flag(), node["use_regex"].Flag(missing: true), node["trim_offsets"].Flag(missing: true));
            case "Split":
                node.Expect("pattern", "behavior", "invert");
                return new SplitPreTokenizer(TextPattern.Read(node["pattern"]), Behavior(node["behavior"]),
                    node["invert"].Flag(missing: false));
            case "Whitespace":
                node.Expect();
                return new WhitespacePreTokenizer();
            case "WhitespaceSplit":
                node.Expect();
                return new WhitespaceSplitPreTokenizer();
            case "Metaspace":
                (string replacement, PrependScheme scheme, bool isSplit) = MetaspaceNode.Read(node);
                return new MetaspacePreTokenizer(replacement, scheme, isSplit);
            case "Digits":
                node.Expect("individual_digits");
                return new DigitsPreTokenizer(node["individual_digits"].Flag());
            case "Punctuation":
                node.Expect("behavior");
                return new PunctuationPreTokenizer(node["behavior"].IsNull ? SplitBehavior.Isolated : Behavior(node["behavior"]));
            case "BertPreTokenizer":
                node.Expect();
                return new BertPreTokenizer();
            case "CharDelimiterSplit":
                node.Expect("delimiter");
                return new CharacterDelimiterPreTokenizer(node["delimiter"].Character());
            case "FixedLength":
                node.Expect("length");
                return new FixedLengthPreTokenizer(node["length"].Whole(minimum: 1));
            case "UnicodeScripts":
                node.Expect();
                return new UnicodeScriptsPreTokenizer();
            default:
                throw node.UnknownNode(
                    "pre-tokenizer", type, "Sequence", "ByteLevel", "Split", "Whitespace", "WhitespaceSplit", "Metaspace", "Digits",
                    "Punctuation",
                    "BertPreTokenizer", "CharDelimiterSplit", "FixedLength", "UnicodeScripts");
        }
    }

    private static SplitBehavior Behavior(JsonPlace node) => node.Text() switch
    {
        "Removed" => SplitBehavior.Removed,
        "Isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        "Contiguous" => SplitBehavior.Contiguous,
        _ => throw node.Error("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous is expected"),
    };
}
