using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>A decoder and a soft prompt that PEFT made, with what it computed.</summary>
internal sealed class SoftPromptCase : IDisposable
{
    private const string Prefixes = "peft-prompt- peft-prefix- peft-ptuning-";

    private readonly SafetensorsFile _expected;

    public SoftPromptCase(GoldenCase golden)
    {
        Golden = golden;
        Backend = new CpuBackend(2);
        _expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        Model = PretrainedGpt.Load(new GptLoadOptions { ModelPath = golden.PathOf("base") }, Backend).Model;
        Model.ToEvaluation();
    }

    public GoldenCase Golden { get; }

    public CpuBackend Backend { get; }

    public GptModel Model { get; }

    public string AdapterFolder => Golden.PathOf("adapter");

    /// <summary>How many positions the logits of virtual tokens have.</summary>
    public int VirtualPositions => Model.SoftPrompt is { Kind: SoftPromptKind.Embeddings } prompt ? prompt.TokenCount : 0;

    /// <summary>The cases that hold something, given as paths in <c>case.json</c>.</summary>
    public static IEnumerable<TestCaseData> Find(params string[] held) => GoldenCase.Find(Prefixes, c => held.All(c.Has));

    public AdapterSet Load(bool trainable = false) => Model.LoadAdapter(AdapterFolder, options: new AdapterLoadOptions { Trainable = trainable });

    /// <summary>The prompt as it was before training: the encoder's parameters, which adapter files do not have.</summary>
    public void AttachForTraining()
    {
        var set = Load(trainable: true);
        var path = Golden.PathOf("prompt_encoder_before.safetensors");
        if (!File.Exists(path))
            return;
        var options = set switch
        {
            PrefixTuningAdapters prefix => (object)prefix.OptionsOf(),
            PTuningAdapters prompt => prompt.OptionsOf(),
            _ => throw new InvalidOperationException(set.Method),
        };
        set.Unload();
        if (options is PrefixTuningOptions projected)
            Model.Attach(projected);
        else
            Model.Attach((PTuningOptions)options);
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, parameter) in Model.NamedParameters().Where(p => p.Parameter.RequiresGradient))
            file.ReadInto(file.Entries.Keys.Single(k => name.EndsWith(k, StringComparison.Ordinal)), parameter.Value);
    }

    /// <summary>The names of the expected tensors with a prefix, without it.</summary>
    public IEnumerable<string> ExpectedNames(string prefix) =>
        _expected.Entries.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..]);

    public float[] Expected(string name)
    {
        using var tensor = _expected.Read(name, Backend, ElementType.Float32);
        return tensor.ToArray<float>();
    }

    public float[] Logits(string inputs = "inputs")
    {
        using var scope = new TensorScope();
        return Model.Logits(Batch(inputs), virtualTokens: true).ToArray<float>();
    }

    /// <summary>
    /// PEFT's loss: the mean over all labels. A label at the first token is predicted by the last virtual one, which our rows of next tokens
    /// have no place for.
    /// </summary>
    public double Loss(string inputs = "inputs")
    {
        using var scope = new TensorScope();
        var batch = Batch(inputs);
        var sum = (double)Model.Loss(batch, 1).ToScalar();
        var count = batch.LabelCount;
        if (VirtualPositions > 0)
        {
            var labels = GoldenCase.Ints(Golden.Get($"{inputs}/labels"));
            var logits = Model.Logits(batch, virtualTokens: true).ToArray<float>();
            var length = VirtualPositions + batch.Length;
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (labels[row * batch.Length] is var label and not TokenLabels.IgnoreIndex)
                {
                    var scores = logits.AsSpan((row * length + VirtualPositions - 1) * Model.VocabularySize, Model.VocabularySize).ToArray();
                    sum += Math.Log(scores.Sum(s => Math.Exp(s))) - scores[label];
                    count++;
                }
            }
        }

        return sum / count;
    }

    /// <summary>That loss, recorded; through the logits where a label stands at a first token.</summary>
    public Tensor RecordedLoss()
    {
        var batch = Batch();
        var first = Enumerable.Range(0, batch.RowCount).Select(r => GoldenCase.Ints(Golden.Get("inputs/labels"))[r * batch.Length]).ToArray();
        if (VirtualPositions == 0)
            return Model.Loss(batch, batch.LabelCount);
        var labels = new int[batch.RowCount * (VirtualPositions + batch.Length)];
        Array.Fill(labels, TokenLabels.IgnoreIndex);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var start = row * (VirtualPositions + batch.Length) + VirtualPositions;
            labels[start - 1] = first[row];
            batch.Labels.Slice(row * batch.Length, batch.Length).CopyTo(labels.AsSpan(start));
        }

        var unit = Backend.Zeros(new Shape(Model.VocabularySize, Model.VocabularySize));
        for (var i = 0; i < Model.VocabularySize; i++)
            unit.AsSpan<float>()[i * Model.VocabularySize + i] = 1;
        return Functional.LinearCrossEntropy(
            Model.Logits(batch, virtualTokens: true), unit, Backend.FromArray(labels, new Shape(batch.RowCount, labels.Length / batch.RowCount)),
            labels.Count(l => l != TokenLabels.IgnoreIndex));
    }

    /// <summary>Compares logits within the case's tolerance, where the mask counts; those of virtual tokens always do.</summary>
    public void AssertLogits(float[] actual, string name, string inputs = "inputs")
    {
        var expected = Expected(name);
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        var mask = GoldenCase.Ints(Golden.Get($"{inputs}/attention_mask"));
        var length = GoldenCase.Extents(Golden.Get($"{inputs}/attention_mask"))[1];
        var (width, positions) = (Model.VocabularySize, length + VirtualPositions);
        var allowed = Golden.Tolerance(name.StartsWith("padded", StringComparison.Ordinal) ? name : "logits");
        for (var i = 0; i < actual.Length; i++)
        {
            var (row, position) = (i / width / positions, i / width % positions - VirtualPositions);
            if (position < 0 || mask[row * length + position] != 0)
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(allowed), $"{name}[{i}]");
        }
    }

    public TokenBatch Batch(string inputs = "inputs")
    {
        var ids = Golden.Get($"{inputs}/input_ids");
        var (rows, length) = (GoldenCase.Extents(ids)[0], GoldenCase.Extents(ids)[1]);
        var tokens = GoldenCase.Ints(ids);
        var labels = Golden.TryGet($"{inputs}/labels", out var given) ? GoldenCase.Ints(given) : tokens;
        var mask = GoldenCase.Ints(Golden.Get($"{inputs}/attention_mask"));
        var batch = new TokenBatch();
        batch.Reset(rows, length);
        for (var row = 0; row < rows; row++)
        {
            var start = row * length;
            batch.SetRow(row, tokens.AsSpan(start, length), [.. labels[(start + 1)..(start + length)], TokenLabels.IgnoreIndex]);
            batch.SetSegments(row, mask.AsSpan(start, length));
        }

        return batch;
    }

    public void Dispose()
    {
        Model.Dispose();
        _expected.Dispose();
        var left = Backend.Memory.TensorsInUse;
        Backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }
}
