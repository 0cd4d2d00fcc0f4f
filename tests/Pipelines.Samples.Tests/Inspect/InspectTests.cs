using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Samples.Tests.Inspect;

internal sealed class InspectTests
{
    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> GoldenFolders =>
        GoldenCase.Find("gpt2- llama- phi3- qwen2- bert- deberta- t5-", c => File.Exists(c.PathOf("config.json")));

    private static IEnumerable<TestCaseData> MultipleChoiceFolders =>
        GoldenCase.Find("deberta-", c => File.Exists(c.PathOf("config.json")) && c.Has("outputs/logits"));

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task AModelIsShownByModule()
    {
        var run = await Run(WriteModel());
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("GPT-2").And.Contain("transformer.h.*.attn.c_attn").And.Contain("bias [96], weight [32, 96]")
            .And.Contain("28 of 28 parameters").And.Contain("in order").And.Contain("no tokenizer files"));
        var listed = await Run(_folder.Combine("model"), "--tensors");
        Assert.That(listed.Output, Does.Contain("transformer.h.1.attn.c_attn"));
    }

    [Test]
    public async Task WithoutAFolderItWritesATinyOneAndReportsOnIt()
    {
        var run = await Run("--seed", "3");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("GPT-2").And.Contain("in order").And.Contain("chat template"));
        var output = _folder.Combine("out");
        var metrics = SampleRun.ReadReport(output).GetProperty("metrics");
        Assert.That(metrics.GetProperty("parameters").GetInt64(), Is.GreaterThan(100_000));
        Assert.That(metrics.GetProperty("missingTensors").GetInt32(), Is.Zero);
        var page = File.ReadAllText(Path.Combine(output, SampleReport.PageName));
        Assert.That(page, Does.Contain("transformer.h.*.attn.c_attn").And.Contain(">Tokenizer<").And.Not.Contain(_folder.Path));

        // The folder is one as any other; its option and its place among the arguments mean the same.
        var again = await Run("--model", Path.Combine(output, "model"));
        var placed = await Run(Path.Combine(output, "model"));
        Assert.That((again.ExitCode, again.Output), Is.EqualTo((0, placed.Output)));
        var both = await Run(Path.Combine(output, "model"), "--model", "x");
        Assert.That((both.ExitCode, both.Error),
            Is.EqualTo((1, "error: The folder was given twice; give it once, with --model. See --help." + Environment.NewLine)));
    }

    [Test]
    public async Task WhatIsMissingAndUnusedIsNamed()
    {
        var path = WriteModel();
        Rewrite(Path.Combine(path, "model.safetensors"), (name, _) => name != "transformer.ln_f.bias", ("transformer.extra", 3));
        var run = await Run(path);
        Assert.That(run.ExitCode, Is.EqualTo(global::Inspect.Program.Incomplete));
        Assert.That(run.Output, Does.Contain("not in order").And.Contain("missing: 1").And.Contain("  transformer.ln_f.bias")
            .And.Contain("unused: 1").And.Contain("  transformer.extra"));
    }

    [Test]
    public async Task ATokenizerThatCannotBeReadIsSaid()
    {
        var path = WriteModel();
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), "{");
        var run = await Run(path);
        Assert.That(run.ExitCode, Is.EqualTo(global::Inspect.Program.Incomplete));
        Assert.That(run.Output, Does.Contain("tokenizer.json, which cannot be read"));
    }

    [TestCase("none", "no such folder")]
    [TestCase("empty", "config.json")]
    public async Task WhatIsNoModelFolderIsTheUsersError(string name, string says)
    {
        Directory.CreateDirectory(_folder.Combine("empty"));
        var run = await Run(_folder.Combine(name));
        Assert.That(run.ExitCode, Is.EqualTo(SampleRunner.UserError));
        Assert.That(run.Error, Does.StartWith("error: ").And.Contain(says));
    }

    [Test]
    public async Task AnUnknownFamilyIsShownAsFarAsItCanBe()
    {
        var path = WriteModel();
        var config = Path.Combine(path, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"gpt2\"", "\"mamba\"", StringComparison.Ordinal));
        var run = await Run(path);
        Assert.That(run.ExitCode, Is.EqualTo(global::Inspect.Program.Incomplete));
        Assert.That(run.Output, Does.Contain("mamba, which is not known here").And.Contain("transformer.wte"));
    }

    [Category("Golden")]
    [TestCaseSource(nameof(MultipleChoiceFolders))]
    public async Task TheHeadOfAMultipleChoiceModelIsUsed(GoldenCase golden)
    {
        var run = await Run(golden.Folder);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("classifier").And.Not.Contain("unused"));
    }

    [Category("Golden")]
    [TestCaseSource(nameof(GoldenFolders))]
    public async Task FoldersOfTheReferenceLibraryAreInOrder(GoldenCase golden)
    {
        var run = await Run(golden.Folder);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("total").And.Contain("parameters have their tensor"));
    }

    private async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await global::Inspect.Program.RunAsync(
            [.. args, "--out", _folder.Combine("out")], new SampleConsole(output, error, isInteractive: false));
        return (exitCode, output.ToString(), error.ToString());
    }

    private static void Rewrite(string file, Func<string, Tensor, bool> keep, (string Name, int Size) extra)
    {
        using var backend = new CpuBackend(1);
        using var scope = new TensorScope();
        var tensors = new Dictionary<string, Tensor> { [extra.Name] = backend.Zeros(new Shape(extra.Size)) };
        using (var source = SafetensorsFile.Open(file))
        {
            foreach (var name in source.Entries.Keys)
            {
                var tensor = source.Read(name, backend);
                if (keep(name, tensor))
                    tensors.Add(name, tensor);
            }
        }

        SafetensorsWriter.Write(file, tensors);
    }

    private string WriteModel()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(
            backend, new GptConfig { VocabularySize = 17, BlockSize = 16, LayerCount = 2, HeadCount = 2, EmbeddingSize = 32 },
                new RandomGenerator(1));
        model.Save(_folder.Combine("model"));
        return _folder.Combine("model");
    }
}
