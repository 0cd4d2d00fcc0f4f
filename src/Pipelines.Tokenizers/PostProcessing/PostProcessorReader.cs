namespace Pipelines.Tokenizers;

/// <summary>Makes post-processors of their JSON nodes.</summary>
internal static class PostProcessorReader
{
    public static IPostProcessor? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        string type = node.NodeType();
        switch (type)
        {
            case "Sequence":
                node.Expect("processors");
                IPostProcessor[] processors = [.. node["processors"].Items().Select(item =>
                    Read(item) ?? throw item.Error("a post-processor is expected, not null"))];
                if (processors.Count(processor => processor is not ByteLevelPostProcessor) > 1)
                    throw node["processors"].Error("more than one processor that adds tokens is not supported");
                return new PostProcessorSequence(processors);
            case "TemplateProcessing":
                return TemplatePostProcessor.Read(node);
            case "BertProcessing":
                node.Expect("sep", "cls");
                return new BertPostProcessor(NamedToken.Read(node["sep"]), NamedToken.Read(node["cls"]));
            case "RobertaProcessing":
                node.Expect("sep", "cls", "trim_offsets", "add_prefix_space");
                return new RobertaPostProcessor(
                    NamedToken.Read(node["sep"]), NamedToken.Read(node["cls"]), node["trim_offsets"].Flag(missing: true),
                    node["add_prefix_space"].Flag(missing: true));
            case "ByteLevel":
                node.Expect("add_prefix_space", "trim_offsets", "use_regex");
                return new ByteLevelPostProcessor(
                    node["add_prefix_space"].Flag(missing: true), node["use_regex"].Flag(missing: true),
                    node["trim_offsets"].Flag(missing: true));
            default:
                throw node.UnknownNode(
                    "post-processor", type, "Sequence", "TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel");
        }
    }
}
