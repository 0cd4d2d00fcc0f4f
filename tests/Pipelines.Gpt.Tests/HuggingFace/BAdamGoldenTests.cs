using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>BAdam on decoders of the reference library's folders, step for step as its published code.</summary>
[Category("Golden")]
internal sealed class BAdamGoldenTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("badam-");

    [TestCaseSource(nameof(Cases))]
    public void StepsAgree(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var folder = ModelFolder.Open(golden.Folder);
        using var model = GptFolder.Load(folder, backend, GptFolder.ReadConfig(folder)).Model;
        var named = model.NamedParameters().ToArray();
        var before = named.ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var losses = GoldenCase.Floats(golden.Get("loss_before_each_step"));
        var active = golden.Get("active_prefixes_in_each_step").EnumerateArray().Select(Strings).ToArray();
        using var optimizer = Optimizer(golden, named);
        var step = 0;
        foreach (var inputs in golden.Get("inputs_per_step").EnumerateArray())
        {
            Assert.That(optimizer.Blocks[optimizer.ActiveBlock], Is.EqualTo(active[step]), $"step {step + 1}");
            var trained = named.Where(p => p.Parameter.RequiresGradient).Select(p => p.Name);
            Assert.That(trained, Is.EqualTo(named.Select(p => p.Name).Where(name => active[step].Any(name.Contains))), $"step {step + 1}");
            var batch = Batch(inputs);
            using var tape = new GradientTape();
            var loss = model.Loss(batch, batch.LabelCount);
            tape.Backward(loss);
            Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4f), $"loss before step {step + 1}");
            optimizer.Step();
            optimizer.ZeroGradients();
            step++;
        }

        Assert.That(step, Is.EqualTo(losses.Length));
        var changed = named.Where(p => !p.Parameter.Value.AsSpan<float>().SequenceEqual(before[p.Name])).Select(p => p.Name);
        Assert.That(changed, Is.EquivalentTo(Strings(golden.Get("changed_parameters"))));
        CompareWeights(golden, backend, named);
    }

    private static void CompareWeights(GoldenCase golden, CpuBackend backend, NamedParameter[] named)
    {
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var scope = new TensorScope();
        var compared = 0;
        foreach (var (name, parameter) in named)
        {
            var key = expected.Entries.Keys.SingleOrDefault(k => k == name || k.EndsWith($"after.{name}", StringComparison.Ordinal));
            if (key is null)
                continue;
            compared++;
            var reference = expected.Read(key, backend).ToArray<float>();
            var apart = reference.Zip(parameter.Value.ToArray<float>(), (e, a) => Math.Abs(e - a)).ToArray();
            Assert.That(apart.Max(), Is.LessThanOrEqualTo(1e-3f), name);
            Assert.That(apart.Count(difference => difference > 1e-5f), Is.LessThanOrEqualTo(reference.Length / 100), name);
        }

        Assert.That(compared, Is.EqualTo(expected.Entries.Count));
    }

    private static BAdam Optimizer(GoldenCase golden, NamedParameter[] named)
    {
        double Number(string name) => golden.Get($"settings/{name}").GetDouble();
        bool Flag(string name) => golden.TryGet($"settings/{name}", out var value) && value.GetBoolean();
        var betas = golden.Get("settings/betas").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var blocks = golden.TryGet("block_prefix_list", out var given) && given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().Select(Strings).ToArray()
            : BlockPartition.ByLayer(named.Select(p => p.Name), Flag("include_embedding"), Flag("include_lm_head"));
        var schedule = new BlockSchedule
        {
            SwitchEvery = golden.Get("settings/switch_block_every").GetInt32(),
            Order = Enum.Parse<BlockOrder>(golden.Get("settings/switch_mode").GetString()!, ignoreCase: true),
            StartBlock = golden.TryGet("settings/start_block", out var start) && start.ValueKind == JsonValueKind.Number
                ? start.GetInt32()
                : null,
            AlwaysActive = golden.TryGet("settings/active_modules", out var modules) ? Strings(modules) : [],
        };
        return new BAdam(
            [new ParameterGroup(named)], blocks, schedule, Number("lr"), betas[0], betas[1], Number("eps"), Number("weight_decay"));
    }

    private static TokenBatch Batch(JsonElement inputs)
    {
        var (tokens, extents) = (GoldenCase.Ints(inputs), GoldenCase.Extents(inputs));
        var batch = new TokenBatch();
        batch.Reset(extents[0], extents[1]);
        for (var row = 0; row < extents[0]; row++)
        {
            var ids = tokens.AsSpan(row * extents[1], extents[1]);
            batch.SetRow(row, ids, [.. ids[1..], TokenLabels.IgnoreIndex]);
        }

        return batch;
    }

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetString()!)];
}
