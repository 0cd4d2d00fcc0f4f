namespace Pipelines.Training.Tests;

public class TokenStoreTests
{
    [TestCase(200)]
    [TestCase(50_000)]
    [TestCase(200_000)]
    public void ReadsBackWhatWasWritten(int vocabularySize)
    {
        using var store = new TokenStore(vocabularySize);
        var random = new Random(1);
        var tokens = new int[100_000];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = random.Next(vocabularySize);
        store.Append(tokens.AsSpan(0, 7));
        store.Append(tokens.AsSpan(7));
        store.Flush();
        Assert.That(store.Count, Is.EqualTo(tokens.Length));
        var read = new int[1234];
        store.Read(50_001, read);
        Assert.That(read, Is.EqualTo(tokens[50_001..51_235]));
        Assert.That(() => store.Read(tokens.Length - 3, new int[4]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void LeavesNoFileBehind()
    {
        var folder = Directory.CreateTempSubdirectory("pipelines-store").FullName;
        using (var store = new TokenStore(100, folder))
        {
            store.Append([1, 2, 3]);
            store.Flush();
        }

        Assert.That(Directory.GetFiles(folder), Is.Empty);
        Directory.Delete(folder);
    }

    [Test]
    public void SaysWhereItCannotWrite() =>
        Assert.That(
            () => new TokenStore(100, Path.Combine(Path.GetTempPath(), "no-such-folder-here")),
            Throws.TypeOf<PipelineException>().With.Message.Contains("TemporaryFolder"));
}
