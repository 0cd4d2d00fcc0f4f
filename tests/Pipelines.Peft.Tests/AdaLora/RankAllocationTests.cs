using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class RankAllocationTests
{
    private const int Steps = 12;

    private CpuBackend _backend = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = TestModels.Create(_backend);
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [Test]
    public void CutsAreThoseOfTheSlowTwin()
    {
        var adapters = _model.Attach(Options());
        var twin = new SlowTwin(_model, Options());
        var cuts = new List<int>();
        Train(adapters, Steps, step =>
        {
            var expected = twin.AfterStep(step, Steps, 0.5f);
            adapters.UpdateAndAllocate(step, gradientScale: 0.5f);
            foreach (var (name, values) in expected)
                Assert.That(_model.NamedParameters().First(p => p.Name == name).Parameter.Value.ToArray<float>(), Is.EqualTo(values), $"{name} after {step}");
            cuts.Add(adapters.RanksOf().Values.Sum());
        });
        // 4 modules of rank 4, cut to 2 on average from the third step to the tenth; the last two keep them.
        Assert.That(cuts[1], Is.EqualTo(16), "warm-up");
        Assert.That(cuts[^3..], Is.All.EqualTo(8));
        Assert.That(adapters.RanksOf().Values.Distinct().Count(), Is.GreaterThan(1), "modules differ");
    }

    [Test]
    public void FilesHoldTheDirectionsThatAreLeft()
    {
        using var folder = new TemporaryFolder();
        var adapters = _model.Attach(Options());
        Train(adapters, Steps, step => adapters.UpdateAndAllocate(step));
        var (logits, ranks) = (TestModels.Logits(_model), adapters.RanksOf());
        adapters.Save(folder.Path);
        using (var file = SafetensorsFile.Open(folder.File("adapter_model.safetensors")))
        {
            foreach (var (path, rank) in ranks)
            {
                Assert.That(file.Entries[$"base_model.model.{path}.lora_A"].Extents[0], Is.EqualTo(rank), path);
                Assert.That(file.Entries[$"base_model.model.{path}.lora_B"].Extents[1], Is.EqualTo(rank), path);
                Assert.That(file.Entries[$"base_model.model.{path}.lora_E"].Extents.ToArray(), Is.EqualTo(new[] { rank, 1 }), path);
            }
        }

        adapters.Unload();
        var loaded = _model.LoadAdapter<AdaLoraAdapters>(folder.Path);
        TestModels.AssertNear(TestModels.Logits(_model), logits, 1e-6);
        Assert.That(loaded.RanksOf(), Is.EqualTo(ranks));
        Assert.That(loaded.OptionsOf().RankPattern.ToDictionary(p => p.Key, p => p.Value.Count(k => k)), Is.EqualTo(ranks));

        // A loaded adapter writes what it was read from.
        using var again = new TemporaryFolder();
        loaded.Save(again.Path);
        using var first = SafetensorsFile.Open(folder.File("adapter_model.safetensors"));
        using var second = SafetensorsFile.Open(again.File("adapter_model.safetensors"));
        Assert.That(second.Entries.Keys, Is.EquivalentTo(first.Entries.Keys));
        foreach (var name in first.Entries.Keys)
            Assert.That(second.GetBytes(name).SequenceEqual(first.GetBytes(name)), name);
    }

    [Test]
    public void AModuleMayLoseAllItsDirections()
    {
        using var folder = new TemporaryFolder();
        var adapters = _model.Attach(Options(o => (o.InitialRank, o.TargetRank, o.TargetModules) = (4, 1, ["c_attn", "c_fc", "c_proj"])));
        // Only one module's values matter, so it keeps them all, and others lose theirs.
        foreach (var (name, parameter) in _model.NamedParameters().Where(p => p.Name.Contains("lora_E", StringComparison.Ordinal)))
            _backend.Fill(parameter.Value, name.Contains("h.1.mlp.c_fc", StringComparison.Ordinal) ? 3f : 0f);
        Train(adapters, Steps, step => adapters.UpdateAndAllocate(step));
        Assert.That(adapters.RanksOf().Values, Has.Some.Zero);
        var logits = TestModels.Logits(_model);
        adapters.Save(folder.Path);
        adapters.Unload();
        var loaded = _model.LoadAdapter<AdaLoraAdapters>(folder.Path);
        TestModels.AssertNear(TestModels.Logits(_model), logits, 1e-5);
        loaded.Merge();
        TestModels.AssertNear(TestModels.Logits(_model), logits, 1e-5);
    }

    [Test]
    public void WhatLeavesNoStepsIsRefused()
    {
        Assert.That(
            () => _model.Attach(Options(o => (o.WarmupSteps, o.FinalSteps) = (8, 4))),
            Throws.TypeOf<OptionsException>().With.Message.Contains("TotalSteps"));
        Assert.That(() => _model.Attach(Options(o => o.TargetRank = 5)), Throws.TypeOf<OptionsException>().With.Message.Contains("TargetRank"));
        var adapters = _model.Attach(Options(o => o.TotalSteps = null));
        Assert.That(() => adapters.UpdateAndAllocate(1), Throws.TypeOf<PeftException>().With.Message.Contains("TotalSteps"));
    }

    private static AdaLoraOptions Options(Action<AdaLoraOptions>? change = null) => MethodCases.AdaLora(o =>
    {
        (o.TargetModules, o.TotalSteps, o.WarmupSteps, o.FinalSteps, o.AllocationInterval) = (["c_attn", "c_fc"], Steps, 2, 2, 2);
        change?.Invoke(o);
    });

    private void Train(AdaLoraAdapters adapters, int steps, Action<int> afterStep)
    {
        using var optimizer = new AdamW(
            [new ParameterGroup(_model.NamedParameters().Where(p => p.Parameter.RequiresGradient))], 0.01, 0.9, 0.999, 1e-8, 0);
        for (var step = 1; step <= steps; step++)
        {
            optimizer.ZeroGradients();
            using var tape = new GradientTape();
            tape.Backward(Functional.Add(_model.Loss(TestModels.Batch(), 16), Functional.Scale(adapters.OrthogonalityLoss(), 0.1f)));
            optimizer.Step();
            afterStep(step);
        }
    }

    // The method as it is written down: every number of every triplet on its own, in doubles.
    private sealed class SlowTwin(GptModel model, AdaLoraOptions options)
    {
        private readonly Dictionary<(string Name, int Index), (double Sensitivity, double Uncertainty)> _state = [];
        private Dictionary<string, HashSet<int>>? _last;

        public Dictionary<string, float[]> AfterStep(int step, int total, float scale)
        {
            var parameters = model.NamedParameters().Where(p => p.Name.Contains(".lora_", StringComparison.Ordinal)).ToDictionary(p => p.Name, p => p.Parameter);
            var names = parameters.Keys.Where(n => n.Contains("lora_E", StringComparison.Ordinal)).ToList();
            var values = names.ToDictionary(n => n, n => parameters[n].Value.ToArray<float>());
            var last = total - options.FinalSteps;
            if (step < last)
            {
                foreach (var (name, parameter) in parameters)
                {
                    var (w, g) = (parameter.Value.ToArray<float>(), parameter.Gradient!.ToArray<float>());
                    for (var i = 0; i < w.Length; i++)
                    {
                        var now = Math.Abs((double)w[i] * g[i] * scale);
                        var (s, u) = _state.GetValueOrDefault((name, i));
                        s = options.Beta1 * s + (1 - options.Beta1) * now;
                        _state[(name, i)] = (s, options.Beta2 * u + (1 - options.Beta2) * Math.Abs(now - s));
                    }
                }
            }

            if (step > last)
                return Cut(values, _last!);
            if (step <= options.WarmupSteps || (step != last && step % options.AllocationInterval != 0))
                return values;
            var rank = options.InitialRank;
            var initial = names.Count * rank;
            var target = names.Count * options.TargetRank;
            var left = 1 - (double)(step - options.WarmupSteps) / (last - options.WarmupSteps);
            var budget = (int)((initial - target) * left * left * left + target);
            var ranked = names.SelectMany(n => Enumerable.Range(0, rank).Select(i => (Name: n, Index: i, Score: Score(n, i, rank, parameters))))
                .OrderBy(t => t.Score).Take(initial - budget)
                .GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.Select(t => t.Index).ToHashSet());
            if (step == last)
                _last = ranked;
            return Cut(values, ranked);
        }

        private static Dictionary<string, float[]> Cut(Dictionary<string, float[]> values, Dictionary<string, HashSet<int>> cut)
        {
            foreach (var (name, indices) in cut)
            {
                foreach (var index in indices)
                    values[name][index] = 0f;
            }

            return values;
        }

        private double Score(string name, int direction, int rank, Dictionary<string, Parameter> parameters)
        {
            double Of(string n, int i) => _state[(n, i)].Sensitivity * _state[(n, i)].Uncertainty;
            var (a, b) = (name.Replace("lora_E", "lora_A", StringComparison.Ordinal), name.Replace("lora_E", "lora_B", StringComparison.Ordinal));
            var (inputs, outputs) = (parameters[a].Shape[1], parameters[b].Shape[0]);
            return Of(name, direction)
                + Enumerable.Range(0, inputs).Average(j => Of(a, direction * inputs + j))
                + Enumerable.Range(0, outputs).Average(j => Of(b, j * rank + direction));
        }
    }
}
