namespace Pipelines.Tests;

[TestFixture]
public class AtomicFileTests
{
    private static readonly int DiskFull = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;

    private string _folder = "";

    private string Target => Path.Combine(_folder, "report.json");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atomic-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Writes_a_new_file_and_makes_folders_on_the_way()
    {
        var path = Path.Combine(_folder, "a", "b", "c.txt");

        AtomicFile.WriteAllText(path, "text – ä");

        Assert.That(File.ReadAllBytes(path), Is.EqualTo("text – ä"u8.ToArray()));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void Replaces_the_earlier_file_only_when_committed()
    {
        File.WriteAllText(Target, "old");
        using (var file = AtomicFile.Create(Target))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
            Assert.That(File.ReadAllText(Target), Is.EqualTo("old"));
            file.Commit();
        }

        Assert.That(File.ReadAllText(Target), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void An_exception_leaves_the_earlier_file_and_no_temporary_one()
    {
        File.WriteAllText(Target, "old");

        Assert.That(
            () => AtomicFile.Write(Target, stream =>
            {
                stream.Write("half"u8);
                throw new InvalidDataException("stop");
            }),
            Throws.TypeOf<InvalidDataException>());

        Assert.That(File.ReadAllText(Target), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_full_disk_is_said_to_be_full()
    {
        File.WriteAllText(Target, "old");

        Assert.That(
            () => AtomicFile.Write(Target, _ => throw new IOException("No space left on device", DiskFull)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("The disk is full")
                .And.Message.Contains(Target).And.Message.Contains("intact"));

        Assert.That(File.ReadAllText(Target), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    [Platform("Linux")]
    public void A_folder_that_cannot_be_written_to_is_an_error_that_names_it() =>
        Assert.That(() => AtomicFile.WriteAllText("/proc/report.json", ""),
            Throws.TypeOf<PipelineException>().With.Message.StartsWith("Cannot write '/proc/report.json'"));

    [Test]
    public void A_folder_in_the_place_of_the_file_is_an_error()
    {
        Directory.CreateDirectory(Target);

        Assert.That(() => AtomicFile.WriteAllText(Target, ""), Throws.TypeOf<PipelineException>().With.Message.Contains("it is a folder"));
    }

    [Test]
    public void A_link_is_followed()
    {
        var real = Path.Combine(_folder, "real.txt");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(Target, real);

        AtomicFile.WriteAllText(Target, "new");

        Assert.That(File.ReadAllText(real), Is.EqualTo("new"));
        Assert.That(new FileInfo(Target).LinkTarget, Is.EqualTo(real));
    }

    [Test]
    public void Leftovers_of_a_killed_writer_go_and_those_of_a_running_one_stay()
    {
        var left = Path.Combine(_folder, ".report.json.abc.tmp");
        File.WriteAllText(left, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));
        using var running = AtomicFile.Create(Target);
        var written = Directory.GetFiles(_folder).Single(path => path != left && path.EndsWith(".tmp", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(written, DateTime.UtcNow.AddHours(-1));

        AtomicFile.WriteAllText(Target, "second");

        Assert.Multiple(() =>
        {
            Assert.That(left, Does.Not.Exist);
            Assert.That(written, Does.Exist);
        });
    }

    [Test]
    public void Two_writers_at_once_leave_one_whole_file()
    {
        Parallel.For(0, 32, i => AtomicFile.WriteAllText(Target, new string((char)('a' + i % 26), 100_000)));

        var text = File.ReadAllText(Target);
        Assert.That(text, Has.Length.EqualTo(100_000));
        Assert.That(text.Distinct().Count(), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }
}
