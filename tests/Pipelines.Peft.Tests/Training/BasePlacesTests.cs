using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Pipeline files whose base lies in a folder of its own, and both are moved about.</summary>
public class BasePlacesTests
{
    private TemporaryFolder _folder = null!;
    private PipelineContext _context = null!;
    private float[] _expected = null!;

    private string Base => _folder.File("home/models/base");

    private string Pipeline => _folder.File("home/files/a.pipeline");

    [SetUp]
    public void SaveOne()
    {
        _folder = new TemporaryFolder();
        _context = Create();
        Directory.CreateDirectory(_folder.File("home/files"));
        SaveModel(Base, seed: 1);
        var trainer = _context.Trainers.Lora(
            _context.Model.LoadGpt(Base),
            o => (o.TargetModules, o.Rank, o.BatchSize, o.LearningRate, o.Steps) = (["all-linear"], 2, 4, 1e-2, 3));
        using var fitted = new EstimatorChain<AdapterTransformer<LoraAdapters>>().Append(trainer).Fit(Blocks());
        _expected = [.. fitted.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss)];
        _context.Model.Save(fitted, Pipeline);
        using var stream = File.Create(_folder.File("home/files/stream.pipeline"));
        _context.Model.Save(fitted, null, stream);
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void AFolderWithTheBaseAndTheFileCanBeMoved([Values] bool another)
    {
        Directory.Move(_folder.File("home"), _folder.File("moved"));
        if (another)
            SaveModel(Base, seed: 2);
        AssertOpens(_folder.File("moved/files/a.pipeline"));
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.File("moved/files/a.pipeline"));
        AssertOpens(relative);
    }

    [Test]
    public void WhereTheWayFromTheFileLeadsToAnotherModelTheFullPathCounts([Values] bool damaged)
    {
        Directory.CreateDirectory(_folder.File("elsewhere/files"));
        File.Move(Pipeline, _folder.File("elsewhere/files/a.pipeline"));
        AssertOpens(_folder.File("elsewhere/files/a.pipeline"));
        SaveModel(_folder.File("elsewhere/models/base"), seed: 2);
        if (damaged)
            File.WriteAllText(_folder.File("elsewhere/models/base/config.json"), "{");
        AssertOpens(_folder.File("elsewhere/files/a.pipeline"));
    }

    [Test]
    public void TheErrorNamesAllPlacesAndWhatToDo()
    {
        Directory.Move(Base, _folder.File("base"));
        Directory.CreateDirectory(_folder.File("elsewhere/files"));
        File.Move(Pipeline, _folder.File("elsewhere/files/a.pipeline"));
        Assert.That(
            () => _context.Model.Load(_folder.File("elsewhere/files/a.pipeline")),
            Throws.TypeOf<ModelFormatException>().With.Property("Path").EqualTo(_folder.File("elsewhere/files/a.pipeline"))
                .And.Message.Contains($"{_folder.File("elsewhere/models/base")} ('../models/base' from the file): it is not there")
                .And.Message.Contains($"{Base} (its full path when it was saved): it is not there")
                .And.Message.Contains("AddAdapterBase").And.Message.Contains("SaveBase"));

        // Another model is another error, and still names both.
        SaveModel(Base, seed: 2);
        Assert.That(
            () => _context.Model.Load(_folder.File("elsewhere/files/a.pipeline")),
            Throws.TypeOf<PeftException>().With.Message.Contains("fingerprint").And.Message.Contains(_folder.File("elsewhere/models/base"))
                .And.Message.Contains(Base));
    }

    [Test]
    public void TheApplicationCanSayWhereTheBaseIs()
    {
        Directory.Move(Base, _folder.File("base"));
        SaveModel(_folder.File("other"), seed: 2);
        using (var context = Create(_folder.File("missing"), _folder.File("other"), _folder.File("base")))
            AssertOpens(Pipeline, context);
        using (var context = Create(_folder.File("other")))
        {
            Assert.That(
                () => context.Model.Load(Pipeline),
                Throws.TypeOf<PeftException>().With.Message.Contains($"{_folder.File("other")} (given by AddAdapterBase)")
                    .And.Message.Contains("fingerprint").And.Message.Contains(Base));
        }
    }

    [Test]
    public void FilesOfTheFirstVersionAndStreamsAreOpenedByTheFullPath()
    {
        MakeVersion1(Pipeline);
        AssertOpens(Pipeline);
        AssertOpens(_folder.File("home/files/stream.pipeline"));
        using (var stream = File.OpenRead(Pipeline))
            AssertComputes(_context.Model.Load(stream, out _));
        Directory.Move(_folder.File("home"), _folder.File("moved"));
        foreach (var name in new[] { "a", "stream" })
        {
            Assert.That(
                () => _context.Model.Load(_folder.File($"moved/files/{name}.pipeline")),
                Throws.TypeOf<ModelFormatException>().With.Message.Contains(Base).And.Message.Not.Contains("from the file"));
        }

        using var context = Create(_folder.File("moved/models/base"));
        AssertOpens(_folder.File("moved/files/a.pipeline"), context);
    }

    [Test]
    public void AWayIsWrittenWithForwardSlashes()
    {
        Assert.That(BasePlaces.FromFile(Pipeline, Base), Is.EqualTo("../models/base"));
        Assert.That(BasePlaces.FromFile(_folder.File("a.pipeline"), Base), Is.EqualTo("home/models/base"));
        Assert.That(BasePlaces.FromFile(Path.Combine(Base, "a.pipeline"), Base), Is.EqualTo("."));
        Assert.That(BasePlaces.FromFile(null, Base), Is.Null);
    }

    private static PipelineContext Create(params string[] bases) => PipelineContext.Create(
        p =>
        {
            p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1);
            foreach (var folder in bases)
                p.AddAdapterBase(folder);
        },
        seed: 1);

    // As they were written before a file said the way from it.
    private static void MakeVersion1(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        var manifest = JsonNode.Parse(Read(zip, "manifest.json"))!;
        var edited = 0;
        foreach (var file in manifest["Files"]!.AsArray())
        {
            var name = file!["Name"]!.GetValue<string>();
            if (!name.EndsWith("state.json", StringComparison.Ordinal))
                continue;
            var state = JsonNode.Parse(Read(zip, name))!.AsObject();
            if (!state.Remove("BaseFromFile"))
                continue;
            var content = Encoding.UTF8.GetBytes(state.ToJsonString());
            Write(zip, name, content);
            (file["Size"], file["Sha256"]) = (content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
            edited++;
        }

        var text = manifest.ToJsonString();
        Assert.That(edited, Is.EqualTo(1));
        Assert.That(text, Does.Contain("\"pipelines.lora\",\"Version\":2"));
        text = text.Replace("\"pipelines.lora\",\"Version\":2", "\"pipelines.lora\",\"Version\":1", StringComparison.Ordinal);
        Write(zip, "manifest.json", Encoding.UTF8.GetBytes(text));
        Write(zip, "manifest.sha256", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
    }

    private static string Read(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        zip.GetEntry(name)!.Delete();
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }

    private static TestView Blocks()
    {
        var rows = Enumerable.Range(0, 8)
            .Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % TestModels.VocabularySize).ToArray()).ToArray();
        return new TestView()
            .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
            .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
    }

    private void SaveModel(string folder, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var model = TestModels.Create((ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!, seed: seed);
        model.Save(folder);
    }

    private void AssertOpens(string path, PipelineContext? context = null) => AssertComputes((context ?? _context).Model.Load(path));

    private void AssertComputes(ITransformer loaded)
    {
        Assert.That(loaded.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(_expected));
        (loaded as IDisposable)?.Dispose();
    }
}
