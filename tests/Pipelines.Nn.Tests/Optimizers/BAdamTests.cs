namespace Pipelines.Nn.Tests;

internal sealed class BAdamTests : NnTests
{
    [Test]
    public void OnlyTheActiveBlockHasGradientsAndState()
    {
        using var run = NewRun(new BlockSchedule { SwitchEvery = 2, Variant = BAdamVariant.Paper });
        var optimizer = (BAdam)run.Optimizer;
        Assert.That(optimizer.Blocks, Is.EqualTo(new[] { new[] { "layers.0." }, ["layers.1."], ["layers.2."] }));
        foreach (var block in (int[])[2, 2, 1, 1, 0, 0, 2])
        {
            Assert.That(optimizer.ActiveBlock, Is.EqualTo(block));
            var members = run.Parameters.Where(named => named.Name.StartsWith($"layers.{block}.", StringComparison.Ordinal)).ToArray();
            Assert.That(run.Parameters.Where(named => named.Parameter.RequiresGradient), Is.EqualTo(members));
            var before = run.Parameters.ToDictionary(named => named.Name, named => named.Parameter.Value.ToArray<float>());
            var isLast = optimizer.StepCount % 2 == 1;
            run.Step();
            var bytes = isLast ? 0 : members.Sum(named => named.Parameter.Value.ByteCount);
            Assert.That(optimizer.GradientBytes, Is.EqualTo(bytes));
            Assert.That(optimizer.StateBytes, Is.EqualTo(2 * bytes));
            var changed = run.Parameters.Where(named => !named.Parameter.Value.AsSpan<float>().SequenceEqual(before[named.Name]));
            Assert.That(changed, Is.EqualTo(members));
        }

        var largest = Enumerable.Range(0, 3).Max(block => run.Parameters
            .Where(named => named.Name.StartsWith($"layers.{block}.", StringComparison.Ordinal)).Sum(
                named => named.Parameter.Value.ByteCount));
        Assert.That(optimizer.PeakStateBytes, Is.EqualTo(2 * largest));
    }

    [TestCase(BAdamVariant.Code, new[] { 2, 2, 1, 1, 1, 0 })]
    [TestCase(BAdamVariant.Paper, new[] { 2, 2, 2, 1, 1, 1 })]
    public void TheCodesFirstBlockIsShorter(BAdamVariant variant, int[] expected)
    {
        using var run = NewRun(new BlockSchedule { SwitchEvery = 3, Variant = variant });
        Assert.That(ActiveBlocks(run, expected.Length), Is.EqualTo(expected));
    }

    [Test]
    public void ARandomOrderTakesEveryBlockBeforeItRepeats()
    {
        using var run = NewRun(new BlockSchedule { SwitchEvery = 1, Order = BlockOrder.Random });
        var order = ActiveBlocks(run, 30);
        Assert.That(order.Chunk(3).Select(turn => turn.Order()), Is.All.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(order.Chunk(3).Select(turn => string.Join(' ', turn)).Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public void AlwaysActiveParametersAreTrainedWithEveryBlock()
    {
        using var run = NewRun(new BlockSchedule { SwitchEvery = 1, AlwaysActive = ["head."] });
        for (var step = 0; step < 4; step++)
        {
            Assert.That(run.Parameters[^1].Parameter.RequiresGradient);
            run.Step();
        }
    }

    [Test]
    public void WhatWasFrozenIsTrainableAgainAfterwards()
    {
        using var run = NewRun(new BlockSchedule());
        Assert.That(run.Parameters.Count(named => !named.Parameter.RequiresGradient), Is.EqualTo(6));
        run.Optimizer.Dispose();
        Assert.That(run.Parameters.Select(named => named.Parameter.RequiresGradient), Is.All.True);
    }

    [Test]
    public void BlocksFollowLayersOfManyModels()
    {
        string[] gpt2 = ["transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.ln_1.weight", "transformer.h.0.ln_1.bias",
            "transformer.h.10.ln_1.weight", "transformer.ln_f.weight"];
        string[] llama = ["model.embed_tokens.weight", "model.layers.0.a.weight", "model.layers.1.a.weight", "model.norm.weight",
            "lm_head.weight"];
        Assert.That(BlockPartition.ByLayer(gpt2), Is.EqualTo(new[] { new[] { "transformer.h.0." }, ["transformer.h.10."] }));
        Assert.That(
            BlockPartition.ByLayer(gpt2, includeEmbedding: true),
            Is.EqualTo(new[] { new[] { "transformer.wte." }, ["transformer.wpe."], ["transformer.h.0."], ["transformer.h.10."] }));
        Assert.That(
            BlockPartition.ByLayer(llama, includeEmbedding: true, includeHead: true),
            Is.EqualTo(new[] { new[] { "model.embed_tokens." }, ["model.layers.0."], ["model.layers.1."],
                ["model.norm.weight", "lm_head.weight"] }));
        Assert.That(
            BlockPartition.ByLayer(llama, includeHead: true)[^1],
            Is.EqualTo(new[] { "model.embed_tokens.weight", "model.norm.weight", "lm_head.weight" }));
    }

    [Test]
    public void BlocksWithoutParametersAreRefused()
    {
        var parameter = Parameter([1f]);
        ParameterGroup[] groups = [new([new("a.weight", parameter)])];
        Assert.That(() => new BAdam(groups), Throws.TypeOf<OptimizerException>().With.Message.Contains("layer number"));
        Assert.That(() => new BAdam(groups, [["a."], ["b."]]), Throws.TypeOf<OptimizerException>().With.Message.Contains(
            "[b.]").And.Message.Contains("a.weight"));
        Assert.That(() => new BAdam(groups, [["a."]], new BlockSchedule { StartBlock = 1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BAdam(groups, [["a."]], new BlockSchedule { SwitchEvery = 0 }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(parameter.RequiresGradient);
    }

    private OptimizerRun NewRun(BlockSchedule schedule) => new(Backend, new("BAdam", groups => new BAdam(groups, schedule: schedule)));

    private static List<int> ActiveBlocks(OptimizerRun run, int steps)
    {
        List<int> blocks = [];
        for (var step = 0; step < steps; step++)
        {
            blocks.Add(((BAdam)run.Optimizer).ActiveBlock);
            run.Step();
        }

        return blocks;
    }
}
