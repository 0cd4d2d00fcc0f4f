using System.Text.Json.Nodes;

namespace Pipelines.Nn.Tests;

internal sealed class UnfinishedFolderTests : ModelFolderTests
{
    private static readonly DateTime Yesterday = DateTime.UtcNow.AddDays(-1);

    [Test]
    public void AFolderIsHeldUntilItIsMoved()
    {
        using (var unfinished = UnfinishedFolder.Create(PathOf("a/b"), ".x-", ".y"))
        {
            Assert.That(Path.GetFileName(unfinished.Path), Does.Match("^\\.x-[0-9a-f]{32}\\.y$"));
            File.SetLastWriteTimeUtc(unfinished.Path + ".lock", Yesterday);
            File.WriteAllText(Path.Combine(unfinished.Path, "file"), "");
            UnfinishedFolder.RemoveLeftovers(PathOf("a/b"), ".x-", ".y");
            Assert.That(Directory.GetFiles(unfinished.Path), Has.Length.EqualTo(1), "held, however old");
            Directory.Move(unfinished.Path, PathOf("a/b/done"));
        }

        Assert.That(Directory.GetFileSystemEntries(PathOf("a/b")), Is.EqualTo(new[] { PathOf("a/b/done") }));
        using (UnfinishedFolder.Create(PathOf("a"), ".x-", ""))
        {
        }

        Assert.That(Directory.GetFileSystemEntries(PathOf("a")), Is.EqualTo(new[] { PathOf("a/b") }), "what was not moved goes");
    }

    [Test]
    public void OnlyWhatAKilledProcessLeftIsRemoved()
    {
        var id = new string('a', 31) + "7";
        string[] gone = [Left($"out.{id}.tmp", "0"), Left($"out.{id.Replace('a', 'b')}.tmp", "1")];
        Directory.CreateDirectory(Path.Combine(gone[1], "in", "it"));
        var alone = Write($"out.{id.Replace('a', 'c')}.tmp.lock", "");
        File.SetLastWriteTimeUtc(alone, Yesterday);
        string[] stays =
        [
            Left("out.mine.tmp", "not a number"),
            Left($"out.{id.ToUpperInvariant()}.tmp", "not as we write it"),
            Left($"other.{id}.tmp", "another place's"),
            Left($"out.{id}.old", "another ending"),
            Left($"out.{id.Replace('a', 'd')}.tmp", "as new as this process", time: DateTime.UtcNow.AddMinutes(1)),
            Left($"out.{id.Replace('a', 'e')}.tmp", "without its lock", locked: false),
        ];

        UnfinishedFolder.RemoveLeftovers(Folder, "out.", ".tmp");

        Assert.That(gone, Has.All.Matches<string>(f => !Directory.Exists(f) && !File.Exists(f + ".lock")));
        Assert.That(File.Exists(alone), Is.False, "a lock whose folder was not made yet");
        Assert.That(stays, Has.All.Matches<string>(f => File.Exists(Path.Combine(f!, "file"))));
        Assert.That(() => UnfinishedFolder.RemoveLeftovers(PathOf("nowhere"), "out.", ".tmp"), Throws.Nothing);
    }

    [Test]
    public void ALinkIsNotFollowed()
    {
        var kept = Directory.CreateDirectory(PathOf("kept")).FullName;
        File.WriteAllText(Path.Combine(kept, "file"), "");
        var link = PathOf($"out.{new string('a', 32)}.tmp");
        Directory.CreateSymbolicLink(link, kept);
        File.WriteAllText(link + ".lock", "");
        File.SetLastWriteTimeUtc(link + ".lock", Yesterday);
        UnfinishedFolder.RemoveLeftovers(Folder, "out.", ".tmp");
        Assert.That(File.Exists(Path.Combine(kept, "file")));
        Assert.That(Directory.Exists(link));
    }

    [Test]
    public void TheNextModelThatIsSavedRemovesThem()
    {
        var left = Left($"out.{new string('0', 32)}.tmp", "half a model");
        using (var writer = ModelFolderWriter.Create(PathOf("out")))
            Assert.That(Directory.Exists(left));
        Assert.That(Directory.Exists(left), "a save that was given up removes nothing");
        using (var writer = ModelFolderWriter.Create(PathOf("out")))
        {
            writer.WriteJson("config.json", new JsonObject());
            writer.Commit();
        }

        Assert.That(Directory.GetFileSystemEntries(Folder), Is.EqualTo(new[] { PathOf("out") }));
    }

    // As a process leaves it that is killed: nobody holds the lock file any more.
    private string Left(string name, string content, DateTime? time = null, bool locked = true)
    {
        var folder = Directory.CreateDirectory(PathOf(name)).FullName;
        File.WriteAllText(Path.Combine(folder, "file"), content);
        if (locked)
        {
            File.WriteAllText(folder + ".lock", "");
            File.SetLastWriteTimeUtc(folder + ".lock", time ?? Yesterday);
        }

        return folder;
    }
}
