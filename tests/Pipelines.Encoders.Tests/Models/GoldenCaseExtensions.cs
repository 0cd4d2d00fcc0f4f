using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>What golden cases of encoders have in common.</summary>
internal static class GoldenCaseExtensions
{
    /// <summary>The batch of <c>inputs</c>, flattened to rows.</summary>
    public static EncoderBatch Batch(this GoldenCase golden)
    {
        var extents = GoldenCase.Extents(golden.Get("inputs/input_ids"));
        int[]? Optional(string name) => golden.TryGet($"inputs/{name}", out var value) ? GoldenCase.Ints(value) : null;
        var ids = GoldenCase.Ints(golden.Get("inputs/input_ids"));
        return new EncoderBatch(ids.Length / extents[^1], extents[^1], ids, Optional("attention_mask"), Optional("token_type_ids"));
    }

    /// <summary>An expected output, from the case or the tensors beside it.</summary>
    public static float[] Expected(this GoldenCase golden, string name)
    {
        var json = golden.Get($"outputs/{name}");
        if (json.ValueKind == JsonValueKind.Number || json.TryGetProperty("data", out _))
            return GoldenCase.Floats(json);
        return golden.ExpectedTensor(name);
    }

    /// <summary>A tensor of <c>expected.safetensors</c>.</summary>
    public static float[] ExpectedTensor(this GoldenCase golden, string name)
    {
        using var backend = new CpuBackend(1);
        using var file = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var tensor = file.Read(name, backend, ElementType.Float32);
        return tensor.ToArray<float>();
    }

    /// <summary>
    /// Compares an output that the case has, within the case's tolerance; only rows that are no padding where a batch is given.
    /// </summary>
    public static void AssertOutput(this GoldenCase golden, string name, Tensor actual, EncoderBatch? tokensOf = null)
    {
        if (!golden.Has($"outputs/{name}"))
            return;
        var (expected, values) = (golden.Expected(name), actual.ToArray<float>());
        Assert.That(values, Has.Length.EqualTo(expected.Length), name);
        var width = actual.Shape.Rank == 0 ? 1 : actual.Shape[-1];
        var tolerance = golden.Tolerance(name);
        for (var i = 0; i < values.Length; i++)
        {
            if (tokensOf?.AttentionMask is { } mask && mask[i / width] == 0)
                continue;
            Assert.That(values[i], Is.EqualTo(expected[i]).Within(tolerance), $"{name}[{i}]");
        }
    }

    /// <summary>Compares every gradient that the case has: within 1e-4 of the largest element of each.</summary>
    public static int AssertGradients(this GoldenCase golden, Module model)
    {
        var parameters = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        using var file = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        var count = 0;
        foreach (var name in file.Entries.Keys.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
        {
            count++;
            var expected = golden.ExpectedTensor(name);
            var parameter = parameters[name["grad.".Length..]];
            var actual = parameter.Gradient?.ToArray<float>() ?? new float[parameter.Value.ElementCount];

            // These may have no gradient but rounding noise: they move all choices, or all scores of a query, alike.
            var mayBeNoise = name.EndsWith("classifier.bias", StringComparison.Ordinal)
                || name.EndsWith("key_proj.bias", StringComparison.Ordinal);
            var largest = Math.Max(expected.Max(Math.Abs), mayBeNoise ? 0.01f : 1e-4f);
            for (var i = 0; i < expected.Length; i++)
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4 * largest), $"{name}[{i}]");
        }

        return count;
    }

    /// <summary>Trains as the case says and compares losses and weights as the goldens' notes say.</summary>
    public static void AssertAdamW(this GoldenCase golden, Module model, Func<Tensor> loss)
    {
        var settings = golden.Get("adamw");
        var betas = settings.GetProperty("betas").EnumerateArray().Select(b => b.GetSingle()).ToArray();
        Assert.That(settings.GetProperty("groups").GetString(), Does.StartWith("1 group"));
        using var optimizer = new AdamW(
            [new ParameterGroup(model.NamedParameters())], settings.GetProperty("lr").GetSingle(), betas[0], betas[1],
            settings.GetProperty("eps").GetSingle(), settings.GetProperty("weight_decay").GetSingle());
        var losses = GoldenCase.Floats(settings.GetProperty("loss_before_each_step_then_final"));
        var steps = settings.GetProperty("steps").GetInt32();
        for (var step = 0; step < steps; step++)
        {
            optimizer.ZeroGradients();
            using var tape = new GradientTape();
            var root = loss();
            tape.Backward(root);
            Assert.That(root.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4), $"loss before step {step + 1}");
            var scale = 1f;
            if (settings.TryGetProperty("clip_grad_norm", out var limit) && limit.ValueKind == JsonValueKind.Number)
                scale = GradientClipping.ByGlobalNorm(optimizer, limit.GetSingle()).Scale;
            optimizer.Step(scale);
        }

        Assert.That(loss().ToScalar(), Is.EqualTo(losses[steps]).Within(1e-4), "loss after the last step");
        var (count, close) = (0, 0);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            var expected = golden.ExpectedTensor($"adamw.weight_after.{name}");
            var actual = parameter.Value.ToArray<float>();
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-3), $"{name}[{i}]");
                count++;
                close += Math.Abs(actual[i] - expected[i]) <= 1e-5 ? 1 : 0;
            }
        }

        Assert.That(close, Is.GreaterThanOrEqualTo(0.99 * count), "weights within 1e-5");
    }

    /// <summary>A saved folder has the tensors of the case's file, by name and shape, but for those that are no parameters.</summary>
    public static void AssertSaved(this GoldenCase golden, string folder, Func<string, string?> rename)
    {
        using var expected = ModelFolder.Open(golden.Folder);
        using var actual = ModelFolder.Open(folder);
        Dictionary<string, string> Describe(ModelFolder model, Func<string, string?> name) => model.Weights.Names
            .Where(n => name(n) is not null)
            .ToDictionary(n => name(n)!, n => $"{model.Weights[n].Type} [{string.Join(", ", model.Weights[n].Extents.ToArray())}]");
        Assert.That(Describe(actual, n => n), Is.EquivalentTo(Describe(expected, rename)));
        foreach (var name in expected.Config.Names)
        {
            if (name is "n_positions" or "is_decoder" or "dtype" or "use_cache" or "classifier_dropout")
                continue;
            Assert.That(actual.Config.Has(name), Is.EqualTo(expected.Config.Has(name)), $"config.json: {name}");
        }
    }
}
