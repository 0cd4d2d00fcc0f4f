using System.Diagnostics;
using Pipelines.Encoders;
using Pipelines.Retrieval;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Retrieving;

/// <summary>BM25, an embedder that is trained here, and both joined, on questions whose passages nothing was learned from.</summary>
internal sealed class RetrievalBenchmark(RetrievalOptions options, TextWriter output)
{
    private const int MaximumLength = 256;

    private static readonly VectorRetrieverOptions Cut = new() { AllowTruncation = true, BatchSize = 64 };

    public static int Run(RetrievalOptions options, TextWriter output)
    {
        var data = new RetrievalData(options.Data);
        using var context = PipelineContext.Create(p => p.AddEncoders().AddRetrieval(), seed: options.Seed);
        var benchmark = new RetrievalBenchmark(options, output);
        using var trained = benchmark.Train(context, data);
        benchmark.Table(data, trained.Embedder);
        return 0;
    }

    private TrainedEmbedderTransformer Train(PipelineContext context, RetrievalData data)
    {
        Pair[] questions = [.. data.Training.Select(pair => new Pair { Anchor = pair.Question, Positive = pair.Passage })];
        Mine(questions, data);
        Pair[] pairs =
        [
            .. Enumerable.Range(0, options.Repeats).SelectMany(_ => questions),
            .. data.Sentences(options.Sentences).Select(pair => new Pair { Anchor = pair.Sentence, Positive = pair.Others }),
        ];
        Pair[] held = [.. data.Choosing.Questions.Zip(data.Choosing.Answers, (question, at) => new Pair
        {
            Anchor = question,
            Positive = data.Choosing.Passages[at],
        })];
        var config = EmbedderArchitectures.BagOfTokens(options.Size, MaximumLength) with
        {
            LayerCount = options.Layers,
            HeadCount = Math.Max(1, options.Size / 64),
            IntermediateSize = 2 * options.Size,
            HiddenDropout = (float)options.Dropout,
        };
        var started = Stopwatch.GetTimestamp();
        var trainer = context.Trainers.TrainEmbedder(config, o =>
        {
            (o.VocabularySize, o.MaximumLength) = (options.Vocabulary, MaximumLength);
            o.TokenStart = options.RandomStart ? TokenStart.Random : TokenStart.InverseDocumentFrequency;
            (o.Epochs, o.BatchSize, o.LearningRate) = (options.Epochs, options.BatchSize, options.LearningRate);
            (o.Schedule, o.Temperature, o.Symmetric) = (ScheduleKind.Linear, options.Temperature, options.Symmetric);
            o.NegativesColumn = options.Negatives > 0 ? nameof(Pair.Negatives) : null;
            o.Preflight = PreflightMode.Warn;
        });
        var trained = trainer.Fit(context.Data.LoadFromEnumerable(pairs), context.Data.LoadFromEnumerable(held));
        output.WriteLine(
            $"{questions.Length:N0} questions and {pairs.Length - options.Repeats * questions.Length:N0} sentences to train on, "
            + $"{trained.Result!.Steps:N0} steps, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s; "
            + string.Join(", ", trained.Result.History[^1].Metrics!.Select(m => $"{m.Key} {m.Value:F4}")));
        return trained;
    }

    private void Mine(Pair[] questions, RetrievalData data)
    {
        if (options.Negatives == 0)
            return;
        var words = LexicalRetriever.Create([.. data.Training.Select(pair => pair.Passage).Distinct()], Words());
        var miner = new HardNegativeMiner(words, new HardNegativeOptions { Count = options.Negatives, Seed = options.Seed });
        var mined = miner.Mine([.. questions.Select(pair => pair.Anchor)], [.. questions.Select(pair => pair.Positive)]);
        for (var i = 0; i < questions.Length; i++)
            questions[i].Negatives = [.. mined[i]];
    }

    private void Table(RetrievalData data, Embedder embedder)
    {
        var (words, vectors) = Retrievers(data.Choosing, embedder);
        var weight = FusionWeight.Choose(data.Choosing, words, vectors);
        output.WriteLine($"in the hybrid BM25's ranks count 1 and the embedder's {weight}, as chosen on {data.Choosing.Name}");
        output.WriteLine();
        output.WriteLine("| questions | passages | | recall@10 | MRR@100 |");
        output.WriteLine("|---|---:|---|---:|---:|");
        foreach (var set in (QuestionSet[])[data.Choosing, .. data.Testing])
        {
            (words, vectors) = Retrievers(set, embedder);
            (string Name, ITextRetriever Retriever)[] rows =
            [
                ("BM25", words), ("embedder", vectors), ("hybrid", FusionWeight.Join(words, vectors, weight)),
            ];
            foreach (var (name, retriever) in rows)
            {
                var quality = Quality.Of(set, retriever);
                output.WriteLine(
                    $"| {set.Name} ({set.Questions.Count:N0}) | {set.Passages.Count:N0} | {name} | {quality.Recall:F4} | " +
                    $"{quality.ReciprocalRank:F4} |");
            }
        }
    }

    private static Bm25Options Words() => new() { Analyzer = { Stemmer = Stemmer.Porter } };

    private static (LexicalRetriever Words, VectorRetriever Vectors) Retrievers(QuestionSet set, Embedder embedder) => (
        LexicalRetriever.Create(set.Passages, Words()), VectorRetriever.Create(set.Passages, embedder, options: Cut));

    /// <summary>A row of training data.</summary>
    private sealed class Pair
    {
        public string Anchor { get; set; } = "";

        public string Positive { get; set; } = "";

        public string[] Negatives { get; set; } = [];
    }
}
