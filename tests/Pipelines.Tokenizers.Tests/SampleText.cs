namespace Pipelines.Tokenizers.Tests;

/// <summary>A paragraph to learn small vocabularies from.</summary>
internal static class SampleText
{
    public const string English =
        "The owner of the mill went down to the river at noon. He'd seen the water rise before, and he'll see it again; they're used to it here. "
        + "\"We've had 12 floods since 1847,\" said the miller's daughter, \"and I'm still counting the sandbags.\" The river ran over the meadow, "
        + "over the road, and under the bridge where the children watched the water carry branches, barrels and a chair.\n\n"
        + "In the evening the water went down again. The owner of the mill counted what the river had taken: a fence, two sheds, the lower garden. "
        + "  \"It doesn't matter,\" he said. \"The river brings as much as it takes.\"\n"
        + "Next spring a surveyor arrived from the capital with chains, brass instruments and a letter of introduction. She measured the valley for "
        + "three weeks, asked everybody about landmarks, and explained patiently why engineers wanted a reservoir above the quarry. Nobody believed "
        + "her until October, when yellow machines began clearing birch, oak and juniper from both slopes.\n";

    public static IEnumerable<ReadOnlyMemory<char>> Rows => English.Split('\n').Select(line => line.AsMemory());
}
