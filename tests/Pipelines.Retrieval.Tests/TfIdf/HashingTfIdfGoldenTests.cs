using System.Text;
using System.Text.Json;

namespace Pipelines.Retrieval.Tests;

/// <summary>The numbers of scikit-learn's <c>HashingVectorizer</c> and <c>TfidfTransformer</c>; the script beside made them.</summary>
[Category("Golden")]
internal sealed class HashingTfIdfGoldenTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(TestContext.CurrentContext.TestDirectory, "TfIdf", "scikit-learn.json"))).RootElement;

    private static IEnumerable<int> Cases => Enumerable.Range(0, Golden.GetProperty("cases").GetArrayLength());

    [Test]
    public void Hashes_are_the_same() => Assert.Multiple(() =>
    {
        foreach (var hash in Golden.GetProperty("hashes").EnumerateObject())
            Assert.That(MurmurHash3.Compute(Encoding.UTF8.GetBytes(hash.Name)), Is.EqualTo(hash.Value.GetInt32()), hash.Name);
    });

    [TestCaseSource(nameof(Cases))]
    public void Vectors_are_the_same(int number)
    {
        var golden = Golden.GetProperty("cases")[number];
        var embedder = HashingTfIdfEmbedder.Fit(Texts("docs"), new HashingTfIdfOptions
        {
            Dimension = golden.GetProperty("dimension").GetInt32(),
            Features = golden.GetProperty("analyzer").GetString() switch
            {
                "word" => TextFeatures.Words,
                "char" => TextFeatures.Characters,
                _ => TextFeatures.CharactersInWords,
            },
            MinimumLength = golden.GetProperty("low").GetInt32(),
            MaximumLength = golden.GetProperty("high").GetInt32(),
            SignedHashing = golden.GetProperty("signs").GetBoolean(),
            SublinearCounts = golden.GetProperty("sublinear").GetBoolean(),
        });
        var idf = golden.GetProperty("idf").EnumerateArray().Select(value => value.GetDouble());
        Assert.That(embedder.InverseDocumentFrequencies, Is.EqualTo(idf).Within(1e-12));
        string[] texts = [.. Texts("docs"), .. Texts("queries")];
        var vectors = embedder.Embed(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            var expected = new float[embedder.Dimension];
            foreach (var entry in golden.GetProperty("vectors")[i].EnumerateArray())
                expected[entry[0].GetInt32()] = (float)entry[1].GetDouble();
            Assert.That(vectors[i].ToArray(), Is.EqualTo(expected).Within(1e-6f), texts[i]);
        }
    }

    private static string[] Texts(string name) => [.. Golden.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
