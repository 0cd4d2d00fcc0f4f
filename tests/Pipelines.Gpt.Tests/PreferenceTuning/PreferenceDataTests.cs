using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Testing.Goldens;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>
/// DPO on real preferences (dpo_en_demo): a small decoder and its tokenizer learn the text of the training rows, then to answer as their
/// chosen answers, then to prefer them. The rows it is measured on are seen by none of that.
/// </summary>
[Category("Slow")]
public class PreferenceDataTests
{
    private const double HeldShare = 0.25;

    [Test]
    public void HeldOutRewardAccuracyRises() =>
        Check([Run(new Plan(1, BlockSize: 128, PromptCharacters: 150, PretrainSteps: 30, TuningSteps: 15, PreferenceEpochs: 1))]);

    [Test]
    [Explicit("takes minutes; run it by name")]
    public void HeldOutRewardAccuracyRisesOverSplits() => Check(
    [
        .. Enumerable.Range(1, 6).Select(seed => Run(
            new Plan(seed, BlockSize: 128, PromptCharacters: 150, PretrainSteps: 100, TuningSteps: 30, PreferenceEpochs: 1))),
    ]);

    private static void Check(Outcome[] outcomes)
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var outcome in outcomes)
            {
                Assert.That(outcome.LossBefore, Is.EqualTo(Math.Log(2)).Within(1e-6), "held-out loss before the first step");
                Assert.That(outcome.FirstLoss, Is.EqualTo(Math.Log(2)).Within(1e-6), "loss of the first step");
                Assert.That(outcome.AccuracyBefore, Is.Zero, "equal rewards are no success");
                Assert.That(outcome.AccuracyAfter, Is.GreaterThan(outcome.AccuracyBefore));
            }

            // Half is what a coin would give: more than the start's 0 says nothing yet.
            Assert.That(outcomes.Average(o => o.AccuracyAfter), Is.GreaterThan(0.5));
        }
    }

    private static Outcome Run(Plan plan)
    {
        var file = GoldenCase.Data("dpo_en_demo/dpo_en_demo.json");
        using var context = PipelineContext.Create(p => p.AddGpt().ConfigureEngine(o => o.ThreadCount = 2), seed: plan.Seed);
        var rows = Read(file, plan.PromptCharacters);
        new Random(plan.Seed).Shuffle(rows);
        var held = (int)(rows.Length * HeldShare);
        var pairs = context.Data.LoadFromEnumerable(rows[held..]);
        var heldPairs = context.Data.LoadFromEnumerable(rows[..held]);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var config = GptConfig.NanoLlama with { BlockSize = plan.BlockSize };
        var texts = context.Data.LoadFromEnumerable(rows[held..].Select(r => new TextRow(r.Prompt + r.Chosen)).ToArray());
        using var pretrained = context.Transforms.Tokenize(o => (o.BytePair.VocabularySize, o.AppendEndOfText) = (2048, true))
            .Append(context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (plan.BlockSize, 1)), TransformerScope.Training)
            .Append(context.Trainers.Pretrain(config, o => Configure(o, plan.PretrainSteps, 2e-3)))
            .Fit(texts);
        var model = pretrained.LastTransformer;
        var pretrainSeconds = clock.Elapsed.TotalSeconds;

        var tuned = context.Transforms.TokenizeExamples(model.Tokenizer!, o => o.CompletionColumn = PreferenceColumns.Chosen)
            .Append(context.Trainers.SupervisedFineTune(model, o =>
            {
                Configure(o, plan.TuningSteps, 5e-4);
                o.Empty = EmptyExampleHandling.Drop;
            })).Fit(pairs).LastTransformer;
        var tuningSeconds = clock.Elapsed.TotalSeconds;

        var tokenized = context.Transforms.TokenizePreferences(model.Tokenizer!);
        var before = Measure(tuned.Model, tokenized.Fit(heldPairs).Transform(heldPairs));
        var preferred = tokenized.Append(context.Trainers.PreferenceTune(tuned, o =>
        {
            Configure(o, 0, 1e-4);
            o.Epochs = plan.PreferenceEpochs;
            (o.Empty, o.EqualPairs) = (EmptyExampleHandling.Drop, EqualPairHandling.Drop);
        })).Fit(pairs, heldPairs).LastTransformer;
        var history = preferred.Result!.History;
        var after = history[^1].Metrics!;
        var outcome = new Outcome(
            plan.Seed, model.Result!.TrainLoss, tuned.Result!.TrainLoss, before.Loss,
            before.Metrics[PreferenceMetrics.Validation + PreferenceMetrics.Accuracy], history[0].Loss, preferred.Result.ValidationLoss!.Value, after[PreferenceMetrics.Validation + PreferenceMetrics.Accuracy],
            after[PreferenceMetrics.Validation + PreferenceMetrics.Margin],
            history.TakeLast(10).Average(r => r.Metrics![PreferenceMetrics.Accuracy]),
            $"{pretrainSeconds:F0} + {tuningSeconds - pretrainSeconds:F0} + {clock.Elapsed.TotalSeconds - tuningSeconds:F0} s");
        TestContext.Progress.WriteLine(outcome);
        return outcome;
    }

    private static (double Loss, IReadOnlyDictionary<string, double> Metrics) Measure(GptModel model, IDataView held)
    {
        var settings = PreferenceTestBed.PairSettings with
        {
            MaximumLength = model.BlockSize,
            Empty = EmptyExampleHandling.Drop,
            Equal = EqualPairHandling.Drop,
        };
        using var store = PreferenceStore.Read(held, settings, default);
        ReferenceScores.Attach(store, ReferenceScores.Compute(model, store, 8, default), isUnpaired: false);
        var measured = new PreferenceModel(model, PreferenceObjective.Create(new PreferenceLoss(), 0), hasDropout: false);
        var loss = new Evaluator(measured, new PreferenceView(store), PreferenceView.Columns, 8).Measure(0, default);
        return (loss, measured.TakeMetrics()!);
    }

    private static void Configure(TrainerOptions options, int steps, double learningRate)
    {
        (options.Steps, options.BatchSize, options.LearningRate, options.MinimumLearningRate) = (steps, 8, learningRate, learningRate / 10);
        options.WarmupSteps = 5;
        options.Optimizer = new AdamWOptions { Beta2 = 0.99, WeightDecay = 0.01 };
    }

    private static PairRow[] Read(string file, int promptCharacters)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        // Some rows are there twice; what is measured must not have been learned.
        return
        [
            .. document.RootElement.EnumerateArray()
                .Select(row => new PairRow(Prompt(row.GetProperty("conversations")), Value(row.GetProperty("chosen")), Value(row.GetProperty("rejected"))))
                .DistinctBy(row => row.Prompt),
        ];

        static string Value(JsonElement turn) => turn.GetProperty("value").GetString()!;

        // Of long conversations the end: the answer has to fit into the model's context, too.
        string Prompt(JsonElement turns)
        {
            var text = string.Concat(turns.EnumerateArray().Select(t => $"{t.GetProperty("from").GetString()}: {Value(t)}\n\n"));
            return (text.Length > promptCharacters ? text[^promptCharacters..] : text) + "gpt: ";
        }
    }

    private sealed record Plan(int Seed, int BlockSize, int PromptCharacters, int PretrainSteps, int TuningSteps, double PreferenceEpochs);

    private sealed record Outcome(
        int Seed, double PretrainLoss, double TuningLoss, double LossBefore, double AccuracyBefore, double FirstLoss, double LossAfter,
        double AccuracyAfter, double MarginAfter, double TrainAccuracy, string Time);

    private sealed record PairRow(string Prompt, string Chosen, string Rejected);

    private sealed record TextRow(string Text);
}
