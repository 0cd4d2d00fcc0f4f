using Pipelines;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Retrieval;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;
using ScienceExam.Exam;

namespace ScienceExam;

/// <summary>Passages, and three ways to find them: by words, by vectors, by both.</summary>
internal sealed class Library : IDisposable
{
    /// <summary>The rank down to which it counts that the right passage was found.</summary>
    public const int RecallRank = 10;

    private const int SentencesInAPassage = 4;
    private const int TokensInAPassage = 128;
    private const int VectorSize = 128;
    private const int HardestRank = 8;
    private const int PartSize = 128;

    // Trained on such questions, vectors know them better than words do, and their first places stand out.
    private const double VectorWeight = 3;
    private const double FusionConstant = 10;

    private readonly Embedder _embedder;

    private Library(
        IReadOnlyList<string> passages, ITextRetriever words, Embedder embedder, TrainingResult? training, SampleConsole console,
        CancellationToken cancellationToken)
    {
        // Passages were cut to what the embedder reads; of a longer question the beginning counts.
        ITextEmbedder embedding = embedder;
        var index = new FlatIndex(embedding.Dimension, VectorMetric.Cosine);
        var vectors = new VectorRetriever(
            index, embedding, id => passages[(int)id], new VectorRetrieverOptions { AllowTruncation = true });
        console.InParts("Embed", passages, PartSize, (part, first) =>
        {
            var ids = Enumerable.Range(first, part.Count).Select(i => (long)i).ToArray();
            index.Add(ids, vectors.EmbedPassages(part, cancellationToken), cancellationToken);
            return part;
        }, cancellationToken);
        (Passages, _embedder, Training) = (passages, embedder, training);
        Retrievers = [("BM25", words), ("embedder", vectors), ("hybrid", Join(words, vectors))];
    }

    private static Bm25Options Words =>
        new() { Analyzer = { StopWords = [.. TextAnalyzerOptions.EnglishStopWords], Stemmer = Stemmer.Porter } };

    private static HybridRetriever Join(ITextRetriever words, ITextRetriever vectors) =>
        new([words, vectors], constant: FusionConstant, weights: [1, VectorWeight]);

    /// <summary>The passages.</summary>
    public IReadOnlyList<string> Passages { get; }

    /// <summary>How the embedder's training went; null for one that was given.</summary>
    public TrainingResult? Training { get; }

    /// <summary>What finds passages, by name; the last is the one that is used.</summary>
    public IReadOnlyList<(string Name, ITextRetriever Retriever)> Retrievers { get; }

    /// <summary>Finds passages by words and by vectors.</summary>
    public ITextRetriever Hybrid => Retrievers[^1].Retriever;

    /// <summary>Cuts documents into passages, trains an embedder where none is given, and indexes.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="source">Documents and questions.</param>
    /// <param name="tokenizer">The tokenizer of an embedder that is trained.</param>
    /// <param name="settings">How.</param>
    /// <param name="output">Where checkpoints and the embedder go.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Library Open(
        PipelineContext context, Source source, Tokenizer tokenizer, ScienceExamSettings settings, OutputFolder output,
        SampleConsole console, CancellationToken cancellationToken)
    {
        var given = settings.Embedder is { } folder ? context.Model.LoadEmbedder(folder) : null;
        try
        {
            var chunks = context.Transforms.Chunk(given?.Tokenizer ?? tokenizer, o =>
            {
                (o.Unit, o.Size) = (ChunkUnit.Sentences, source.IsGenerated ? 1 : SentencesInAPassage);
                o.MaximumTokens = Math.Min(TokensInAPassage, given?.Config.MaximumLength ?? TokensInAPassage);
                o.SplitOversized = true;
            }).Fit(source.Documents, cancellationToken);
            var passages = chunks.Transform(source.Documents).GetColumn<string>(ColumnNames.Text).ToArray();
            var words = LexicalRetriever.Create(passages, Words);
            if (given is not null)
                return new Library(passages, words, given, null, console, cancellationToken);

            var trained = Train(context, source.Train, words, tokenizer, settings, output, console, cancellationToken);
            trained.Embedder.Save(output.Combine("embedder"));
            return new Library(passages, words, trained.Embedder, trained.Result, console, cancellationToken);
        }
        catch
        {
            given?.Dispose();
            throw;
        }
    }

    /// <summary>How well each retriever finds the passages that answer questions; null where it is not known which these are.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IReadOnlyList<RetrieverQuality>? Measure(
        IReadOnlyList<ExamQuestion> questions, SampleConsole console, CancellationToken cancellationToken)
    {
        // An embedder that reads little has passages that are parts of what answers.
        var asked = questions.Where(q => q.Evidence is not null).ToArray();
        var known = Passages.ToHashSet();
        if (asked.Length == 0 || !Array.TrueForAll(asked, q => known.Contains(q.Evidence!)))
            return null;
        var relevant = asked.Select(q => (IReadOnlySet<string>)new HashSet<string> { q.Evidence! }).ToArray();
        return
        [
            .. Retrievers.Select(r =>
            {
                var found = console.InParts(
                    $"Search by {r.Name}", [.. asked.Select(q => q.Prompt)], PartSize,
                    (part, _) => r.Retriever.Retrieve(part, RecallRank, cancellationToken), cancellationToken);
                var rankings = found.Select(f => f.Select(p => p.Text)).ToArray();
                var recall = RankingMetrics.MeanRecallAt(rankings, relevant, RecallRank);
                return new RetrieverQuality(r.Name, recall, RankingMetrics.MeanReciprocalRank(rankings, relevant));
            }),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _embedder.Dispose();

    // A question and the passage that answers it belong together; what BM25 finds besides is the hardest to tell from it.
    private static TrainedEmbedderTransformer Train(
        PipelineContext context, IReadOnlyList<ExamQuestion> questions, ITextRetriever words, Tokenizer tokenizer,
        ScienceExamSettings settings, OutputFolder output, SampleConsole console, CancellationToken cancellationToken)
    {
        var anchors = questions.Select(q => q.Prompt).ToArray();
        var positives = questions.Select(q => q.Evidence).ToArray();
        if (positives.Contains(null))
        {
            // Nobody said which passage answers: the best one for the question together with its right option stands for it.
            var found = words.Retrieve([.. questions.Select(q => $"{q.Prompt} {q.Options[q.Answer!.Value]}")], 1, cancellationToken);
            positives = [.. found.Select((f, i) => positives[i] ?? f.FirstOrDefault()?.Text)];
        }

        (anchors, positives) = ([.. anchors.Where((_, i) => positives[i] is not null)], [.. positives.Where(p => p is not null)]);
        var miner = new HardNegativeMiner(
            words, new HardNegativeOptions { FirstRank = 1, LastRank = HardestRank, Seed = settings.Seed });
        var negatives = miner.Mine(anchors, positives!, (_, _) => { }, cancellationToken);
        var pairs = context.Data.LoadFromEnumerable(anchors.Select((a, i) => new Pair(a, positives[i]!, negatives[i])).ToArray());
        var trainer = context.Trainers.TrainEmbedder(EmbedderArchitectures.BagOfTokens(VectorSize, TokensInAPassage), o =>
        {
            (o.Tokenizer, o.MaximumLength, o.TokenStart) = (tokenizer, TokensInAPassage, TokenStart.InverseDocumentFrequency);
            o.NegativesColumn = nameof(Pair.Negatives);
            (o.Steps, o.LearningRate, o.WarmupSteps) = (settings.EmbedderSteps, 5e-3, settings.EmbedderSteps / 10);
            o.Empty = EmptyExampleHandling.Drop;
            (o.CheckpointFolder, o.CheckpointsKept, o.Resume) = (output.Combine("checkpoints", "embedder"), 1, settings.Resume);
        });
        return console.ShowProgress(progress => trainer.Fit(pairs, progress, cancellationToken));
    }

    private sealed record Pair(string Anchor, string Positive, IReadOnlyList<string> Negatives);
}
