using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Soft prompts under the key-value cache, each sequence with its own.</summary>
public class SoftPromptDecodingTests
{
    private static IEnumerable<TestCaseData> All => SoftPromptModels.All;

    [TestCaseSource(nameof(All))]
    public void EachSequenceOfASessionHasItsOwnPrompt(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        var get = SoftPromptModels.Attach(model, method, 3, "first");
        SoftPromptModels.Attach(model, method, 5, "second", seed: 1);
        ISoftPrompt?[] prompts = [get("first"), null, get("second"), get("first")];
        int[][] texts = [[3, 1, 4, 1, 5, 9], [2, 7, 1, 8, 2, 8], [3, 1, 4, 1, 5, 9], [1, 6, 1, 8, 0, 3]];
        var expected = texts.Select((t, i) => SoftPromptModels.Whole(model, t, prompts[i])).ToArray();
        var width = model.VocabularySize;
        using var session = model.StartDecoding(4);
        for (var i = 0; i < 4; i++)
        {
            session.SetSoftPrompt(i, prompts[i]);
            Assert.That(session.GetCapacity(i), Is.EqualTo(40 - (prompts[i]?.TokenCount ?? 0)));
        }

        var logits = new float[4 * width];
        session.Append(0, texts[0].AsSpan(0, 2), logits.AsSpan(0, width));
        Assert.That(logits[..width], Is.EqualTo(expected[0].AsSpan(width, width).ToArray()).Within(1e-4f));
        session.Append(1, texts[1].AsSpan(0, 2), []);
        // The others begin within one step together.
        session.AppendEach([2, 3], [texts[2][0], texts[3][0]], []);
        session.AppendEach([3, 2], [texts[3][1], texts[2][1]], []);
        for (var position = 2; position < 6; position++)
        {
            session.AppendEach([0, 1, 2, 3], [.. texts.Select(t => t[position])], logits);
            for (var i = 0; i < 4; i++)
            {
                Assert.That(
                    logits.AsSpan(i * width, width).ToArray(),
                    Is.EqualTo(expected[i].AsSpan(position * width, width).ToArray()).Within(1e-4f), $"sequence {i}, position {position}");
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void ArrangedAndShortenedSequencesKeepThePromptOfWhatTheyContinue(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        var get = SoftPromptModels.Attach(model, method, 3, "first");
        SoftPromptModels.Attach(model, method, 5, "second", seed: 1);
        int[] text = [3, 1, 4, 1, 5, 9];
        var behind = new[] { get("first"), get("second"), null }.Select(p => SoftPromptModels.Whole(model, text, p)).ToArray();
        var width = model.VocabularySize;
        using var session = model.StartDecoding(4);
        session.SetSoftPrompt(0, get("first"));
        session.SetSoftPrompt(1, get("second"));
        session.SetSoftPrompt(2, null);
        session.SetSoftPrompt(3, null);
        // Equal tokens behind different prompts: nothing of one may stand for the other.
        for (var i = 0; i < 3; i++)
            session.Append(i, text.AsSpan(0, 4), []);
        session.Arrange([1, 0, 0, 2]);
        var logits = new float[4 * width];
        session.AppendEach([0, 1, 2, 3], [5, 5, 5, 5], logits);
        int[] continued = [1, 0, 0, 2];
        for (var i = 0; i < 4; i++)
            AssertRow(i, 4);
        session.Truncate(2, 2);
        session.Append(2, text.AsSpan(2, 3), logits.AsSpan(2 * width, width));
        AssertRow(2, 4);
        session.Truncate(2, 0);
        session.Append(2, text.AsSpan(0, 5), logits.AsSpan(2 * width, width));
        AssertRow(2, 4);
        Assert.That(() => session.SetSoftPrompt(2, null), Throws.InvalidOperationException.With.Message.Contains("Truncate"));
        session.Truncate(2, 0);
        session.SetSoftPrompt(2, get("second"));
        continued[2] = 1;
        session.Append(2, text.AsSpan(0, 5), logits.AsSpan(2 * width, width));
        AssertRow(2, 4);

        void AssertRow(int sequence, int position) => Assert.That(
            logits.AsSpan(sequence * width, width).ToArray(),
            Is.EqualTo(behind[continued[sequence]].AsSpan(position * width, width).ToArray()).Within(1e-4f), $"sequence {sequence}");
    }

    [TestCaseSource(nameof(All))]
    public void MixedRequestsEqualTheirSoloRuns(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        var get = SoftPromptModels.Attach(model, method, 3, "0");
        for (var i = 1; i < 8; i++)
            SoftPromptModels.Attach(model, method, 1 + i, i.ToString(System.Globalization.CultureInfo.InvariantCulture), seed: i);
        // The last that was attached acts; NoSoftPrompt goes without.
        var requests = Enumerable.Range(0, 64).Select(i => new PromptTokens([1 + i % 15, 2, i % 7])
        {
            SoftPrompt = i % 9 == 8 ? NoSoftPrompt.Instance : i % 10 == 9 ? null : get((i % 8).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        }).ToArray();
        GenerationOptions[] ways =
        [
            new() { MaximumNewTokens = 8, EndIds = [] },
            new() { MaximumNewTokens = 6, EndIds = [], BeamCount = 2 },
            new() { MaximumNewTokens = 6, EndIds = [], Sample = true, SequenceCount = 2 },
        ];
        foreach (var way in ways)
        {
            var asked = way.BeamCount is null && way.Sample is null ? requests : requests[..12];
            var together = new TokenGenerator(model).Generate(asked, way).Sequences.Select(s => s.Tokens.ToArray()).ToArray();
            var perRequest = together.Length / asked.Length;
            for (var i = 0; i < asked.Length; i++)
            {
                var alone = new TokenGenerator(model).Generate([asked[i]], way, (ulong)i).Sequences.Select(s => s.Tokens.ToArray());
                Assert.That(together.Skip(i * perRequest).Take(perRequest), Is.EqualTo(alone), $"request {i}");
            }
        }

        var same = Enumerable.Range(0, 8).Select(i => new PromptTokens([1, 2, 3])
        {
            SoftPrompt = get(i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        }).ToArray();
        Assert.That(
            new TokenGenerator(model).Generate(same, ways[0]).Sequences.Select(s => string.Join(' ', s.NewTokens)).Distinct().Count(),
            Is.GreaterThan(1), "the prompts matter");
    }

    [TestCaseSource(nameof(All))]
    public void CachedTokensAreThoseWithoutCache(string family, string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, family);
        var prompt = SoftPromptModels.Attach(model, method, 4)("default");
        List<int> tokens = [3, 1, 4];
        var cached = new TokenGenerator(model).Generate(new PromptTokens([.. tokens]), new GenerationOptions { MaximumNewTokens = 20, EndIds = [] });
        for (var i = 0; i < 20; i++)
        {
            var logits = SoftPromptModels.Whole(model, [.. tokens], prompt);
            tokens.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.AsSpan(^model.VocabularySize..)));
        }

        Assert.That(cached.Tokens, Is.EqualTo(tokens));
    }

    [Test]
    public void GenerationEndsOrSlidesWhereTheContextBehindThePromptIsFull([Values("prompt", "prefix")] string method)
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "gpt2", blockSize: 16);
        SoftPromptModels.Attach(model, method, 4);
        Assert.That(model.BlockSize, Is.EqualTo(12));
        var ended = new TokenGenerator(model).Generate(
            new PromptTokens([1, 2, 3]), new GenerationOptions { MaximumNewTokens = 40, EndIds = [], SlideContext = false });
        Assert.That((ended.Tokens.Count, ended.FinishReason), Is.EqualTo((13, FinishReason.Context)));
        var slid = new TokenGenerator(model).Generate(
            new PromptTokens([1, 2, 3]), new GenerationOptions { MaximumNewTokens = 40, EndIds = [], SlideContext = true });
        Assert.That(slid.Tokens, Has.Count.EqualTo(43));
        Assert.That(
            () => new TokenGenerator(model).Generate(
                new PromptTokens(new int[13]), new GenerationOptions { MaximumNewTokens = 4, EndIds = [], SlideContext = false }),
            Throws.TypeOf<PipelineException>().With.Message.Contains("holds 12"));
    }

    [Test]
    public void PromptsGoAlongWhereRopeIsStretched(
        [Values("prompt", "prefix")] string method, [Values(RopeScalingKind.LongRope, RopeScalingKind.Dynamic)] RopeScalingKind kind)
    {
        using var backend = new CpuBackend(1);
        var scaling = kind == RopeScalingKind.LongRope
            ? new RopeScaling { Kind = kind, OriginalBlockSize = 10, ShortFactors = [1, 1, 1, 1], LongFactors = [1, 2, 3, 4] }
            : new RopeScaling { Kind = kind, Factor = 2 };
        var blockSize = kind == RopeScalingKind.LongRope ? 40 : 10;
        using var model = SoftPromptModels.Create(backend, SoftPromptModels.Llama with { RopeScaling = scaling }, blockSize);
        var prompt = SoftPromptModels.Attach(model, method, 4)("default");
        int[] text = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
        var width = model.VocabularySize;
        using var session = model.StartDecoding(1);
        var logits = new float[width];
        // At once beyond the length where it changes.
        session.Append(0, text, logits);
        Assert.That(logits, Is.EqualTo(SoftPromptModels.Whole(model, text, prompt)[^width..]).Within(1e-4f));
        session.Truncate(0, 0);
        session.Append(0, text.AsSpan(0, 5), logits);
        Assert.That(logits, Is.EqualTo(SoftPromptModels.Whole(model, text[..5], prompt)[^width..]).Within(1e-4f));
        if (kind == RopeScalingKind.Dynamic)
            return;
        for (var i = 5; i < text.Length; i++)
        {
            session.Append(0, text.AsSpan(i, 1), logits);
            Assert.That(logits, Is.EqualTo(SoftPromptModels.Whole(model, text[..(i + 1)], prompt)[^width..]).Within(1e-4f));
        }
    }

    [Test]
    public void TextsHavePromptsOfTheirOwn()
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "gpt2");
        SoftPromptModels.Attach(model, "prompt", 3, "first");
        SoftPromptModels.Attach(model, "prompt", 5, "second", seed: 1);
        var generator = new TextGenerator(model, CharacterTokenizer.Create("abcdefghijklmnop".EnumerateRunes()));
        var options = new GenerationOptions { MaximumNewTokens = 8, EndIds = [] };
        var texts = generator.GenerateBatch(["abc", "abc", "abc"], options, ["first", null, ""]);
        var second = generator.Generate("abc", options);
        ((PromptTuningAdapters)model.GetAdapters()!).Deactivate();
        var none = generator.Generate("abc", options);
        model.GetAdapters()!.ActivateFrozen("first");
        Assert.That(texts, Is.EqualTo(new[] { generator.Generate("abc", options), second, none }));
        Assert.That(texts.Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void TheGenerateStageTakesEachRowsPrompt()
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "gpt2");
        var tokenizer = CharacterTokenizer.Create("abcdefghijklmnop".EnumerateRunes());
        SoftPromptModels.Attach(model, "prompt", 3, "first");
        SoftPromptModels.Attach(model, "prompt", 5, "second", seed: 1);
        var options = new GenerateOptions { MaximumNewTokens = 8, EndIds = [], AdapterColumn = "Adapter" };
        var stage = new GenerateTransformer(model, tokenizer, options);
        var data = new TestView().Add(ColumnNames.Prompt, "abc", "abc", "abc").Add("Adapter", "first", "second", "");
        var texts = stage.Transform(data).GetColumn<ReadOnlyMemory<char>>(ColumnNames.Generated).Select(t => t.ToString()).ToArray();
        Assert.That(texts, Is.EqualTo(new TextGenerator(model, tokenizer).GenerateBatch(
            ["abc", "abc", "abc"], options, ["first", "second", ""])));
        Assert.That(texts.Distinct().Count(), Is.EqualTo(3));
        Assert.That(
            () => stage.Transform(new TestView().Add(ColumnNames.Prompt, "abc").Add("Adapter", "third"))
                .GetColumn<ReadOnlyMemory<char>>(ColumnNames.Generated).ToArray(),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("third").And.Message.Contains("first, second"));
    }

    [Test]
    public void LoadedPromptsCopyNoWeightOfTheBase()
    {
        using var backend = new CpuBackend(1);
        using var model = SoftPromptModels.Create(backend, "llama");
        using var folder = new TemporaryFolder();
        SoftPromptModels.Attach(model, "prefix", 4);
        model.GetAdapters()!.Save(folder.Path);
        model.GetAdapters()!.Unload();
        var before = backend.Memory;
        for (var i = 0; i < 8; i++)
            model.LoadAdapter(folder.Path, $"n{i}");
        var prompts = 8L * 4 * 2 * model.Config.LayerCount * 16 * sizeof(float);
        Assert.That(backend.Memory.TensorsInUse - before.TensorsInUse, Is.EqualTo(8));
        Assert.That(backend.Memory.BytesInUse - before.BytesInUse, Is.LessThan(prompts + 8 * 256));
    }
}
