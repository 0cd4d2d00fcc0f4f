using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>The node <c>Metaspace</c>, the same among pre-tokenizers and decoders.</summary>
internal static class MetaspaceNode
{
    public static (string Replacement, PrependScheme Scheme, bool IsSplit) Read(JsonPlace node)
    {
        // add_prefix_space and str_rep are of older files.
        node.Expect("replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep");
        JsonPlace declared = node["prepend_scheme"];
        PrependScheme scheme = declared.OptionalText() switch
        {
            null or "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            _ => throw declared.Error("always, first or never is expected"),
        };
        if (!node["add_prefix_space"].Flag(missing: true))
        {
            if (!declared.IsNull && scheme != PrependScheme.Never)
                throw node["add_prefix_space"].Error("false contradicts the prepend_scheme");
            scheme = PrependScheme.Never;
        }
        return (node["replacement"].Character(), scheme, node["split"].Flag(missing: true));
    }

    public static void Write(Utf8JsonWriter writer, string replacement, PrependScheme scheme, bool isSplit) =>
        writer.WriteNode("Metaspace", w =>
    {
        w.WriteString("replacement", replacement);
        w.WriteString("prepend_scheme", scheme.ToString().ToLowerInvariant());
        w.WriteBoolean("split", isSplit);
    });
}
