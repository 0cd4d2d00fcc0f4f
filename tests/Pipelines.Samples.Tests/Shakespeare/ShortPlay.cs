using Shakespeare.Play;

namespace Pipelines.Samples.Tests.Shakespeare;

/// <summary>A play of a few thousand characters: enough for a few blocks to learn from and some to measure on.</summary>
internal static class ShortPlay
{
    public static string Text { get; } = new PlayWriter(7).Write(6_000);
}
