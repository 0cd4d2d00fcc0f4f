namespace Pipelines.Tokenizers;

/// <summary>Makes decoders of their JSON nodes.</summary>
internal static class DecoderReader
{
    public static ITokenDecoder? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        string type = node.NodeType();
        switch (type)
        {
            case "Sequence":
                node.Expect("decoders");
                return new DecoderSequence([.. node["decoders"].Items().Select(item =>
                    Read(item) ?? throw item.Error("a decoder is expected, not null"))]);
            case "ByteLevel":
                node.Expect("add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelDecoder(
                    node["add_prefix_space"].Flag(missing: true), node["use_regex"].Flag(missing: true),
                    node["trim_offsets"].Flag(missing: true));
            case "WordPiece":
                node.Expect("prefix", "cleanup");
                return new WordPieceDecoder(node["prefix"].Text(), node["cleanup"].Flag());
            case "Metaspace":
                (string replacement, PrependScheme scheme, bool isSplit) = MetaspaceNode.Read(node);
                return new MetaspaceDecoder(replacement, scheme, isSplit);
            case "ByteFallback":
                node.Expect();
                return new ByteFallbackDecoder();
            case "Fuse":
                node.Expect();
                return new FuseDecoder();
            case "Strip":
                node.Expect("content", "start", "stop");
                return new StripDecoder(node["content"].Character(), node["start"].Whole(), node["stop"].Whole());
            case "Replace":
                node.Expect("pattern", "content");
                return new ReplaceDecoder(TextPattern.Read(node["pattern"]), node["content"].Text());
            case "BPEDecoder":
                node.Expect("suffix");
                return new BytePairDecoder(node["suffix"].Text());
            case "CTC":
                node.Expect("pad_token", "word_delimiter_token", "cleanup");
                return new CtcDecoder(node["pad_token"].Text(), node["word_delimiter_token"].Text(), node["cleanup"].Flag());
            default:
                throw node.UnknownNode(
                    "decoder", type, "Sequence", "ByteLevel", "WordPiece", "Metaspace", "ByteFallback", "Fuse", "Strip", "Replace",
                    "BPEDecoder",
                    "CTC");
        }
    }
}
