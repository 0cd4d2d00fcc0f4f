using Pipelines.Testing;

namespace Contoso.Retrieval;

[TestFixture]
public class FirstLettersConformanceTests : TextRetrieverConformanceTests
{
    private static readonly string[] s_passages = ["sun", "moonlight", "sunshine", "sunset", "moonshine"];

    protected override IReadOnlyDictionary<long, string> Passages => s_passages.Index().ToDictionary(p => (long)p.Index, p => p.Item);

    protected override IReadOnlyList<string> Queries => ["sunset", "moon", "sunday"];

    protected override ITextRetriever CreateRetriever() => new FirstLettersRetriever(s_passages);
}
