namespace Pipelines.Training.Tests;

public class CheckpointStoreTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("pipelines-checkpoints").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TheNewestIsFoundAndOldOnesGo()
    {
        var store = new CheckpointStore(_folder, kept: 2);
        foreach (var step in (int[])[5, 100, 20])
            store.Save(State(step), folder => File.WriteAllText(Path.Combine(folder, "weights"), $"{step}"));
        Assert.That(Path.GetFileName(store.FindLatest()), Is.EqualTo("checkpoint-00000100"));
        Assert.That(Directory.GetDirectories(_folder), Has.Length.EqualTo(2));
        Assert.That(CheckpointStore.ReadState(store.FindLatest()!).Step, Is.EqualTo(100));
    }

    [Test]
    public void AFullDiskLeavesTheCheckpointBefore()
    {
        var store = new CheckpointStore(_folder);
        store.Save(State(1), folder => File.WriteAllText(Path.Combine(folder, "weights"), "good"));
        var failure = Assert.Throws<CheckpointException>(() => store.Save(State(2), folder =>
        {
            File.WriteAllText(Path.Combine(folder, "weights"), "half");
            throw new IOException("No space left on device");
        }));
        Assert.That(failure!.Message, Does.Contain("No space left").And.Contain("intact"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(store.FindLatest()!, "weights")), Is.EqualTo("good"));
    }

    [Test]
    public void WhatAKilledProcessLeftGoesWithTheNextCheckpoint()
    {
        var left = Directory.CreateDirectory(Path.Combine(_folder, $".checkpoint-{new string('4', 32)}")).FullName;
        File.WriteAllText(Path.Combine(left, "weights"), "half");
        File.WriteAllText(left + ".lock", "");
        File.SetLastWriteTimeUtc(left + ".lock", DateTime.UtcNow.AddDays(-1));
        var other = Directory.CreateDirectory(Path.Combine(_folder, ".checkpoint-mine")).FullName;
        var store = new CheckpointStore(_folder);
        var newest = store.Save(State(1), folder =>
        {
            Assert.That(Directory.Exists(left), Is.False);
            File.WriteAllText(Path.Combine(folder, "weights"), "good");
        });
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EquivalentTo(new[] { other, newest }));
    }

    [Test]
    public void TheSameStepIsReplaced()
    {
        var store = new CheckpointStore(_folder);
        store.Save(State(1), folder => File.WriteAllText(Path.Combine(folder, "weights"), "first"));
        store.Save(State(1), folder => File.WriteAllText(Path.Combine(folder, "weights"), "second"));
        Assert.That(File.ReadAllText(Path.Combine(store.FindLatest()!, "weights")), Is.EqualTo("second"));
    }

    [Test]
    public void AnUnusableFolderIsFoundOutAtTheStart()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.That(() => new CheckpointStore(file), Throws.TypeOf<CheckpointException>().With.Message.Contains(file));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"FormatVersion\": 9, \"Step\": 1, \"Position\": {\"Epoch\":0,\"Row\":0}, \"Tokens\": 1, \"Seed\": 1, \"RandomState\": \"\", \"History\": []}")]
    public void ABrokenStateSaysWhereAndWhatToDo(string json)
    {
        File.WriteAllText(Path.Combine(_folder, CheckpointStore.StateFile), json);
        Assert.That(
            () => CheckpointStore.ReadState(_folder),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(CheckpointStore.StateFile).And.Message.Contains("Delete this checkpoint"));
    }

    [Test]
    public void AnUnfinishedCheckpointIsNotFound()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoint-00000009"));
        Assert.That(new CheckpointStore(_folder).FindLatest(), Is.Null);
    }

    private static CheckpointState State(int step) => new()
    {
        Step = step,
        Position = new DataPosition(0, step),
        Tokens = step,
        Seed = 1,
        RandomState = "",
        History = [new TrainingRecord(step, 1, 1, 1, 1, double.NaN)],
    };
}
