using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Lets a model that is being trained write samples and answers, and scores the answers. What it does is the same each time, but for the
/// model, and leaves the random numbers of training alone.
/// </summary>
public sealed class AnswerChecker
{
    private const int DefaultNewTokens = 64;

    private readonly AnswerOptions _options;
    private readonly TokenGenerator _generator;
    private readonly Tokenizer _tokenizer;
    private readonly GenerationOptions _generation;
    private readonly IReadOnlyList<AnswerQuestion> _questions;
    private readonly IReadOnlyDictionary<string, ITextMetric> _metrics;

    /// <summary>Makes a checker.</summary>
    /// <param name="options">What is generated.</param>
    /// <param name="generator">The model; it has a tokenizer.</param>
    /// <param name="questions">What is answered for the metrics; may be empty where there are none.</param>
    /// <param name="catalog">Finds the metrics.</param>
    /// <param name="seed">The seed of draws where the options give none.</param>
    /// <exception cref="PipelineException">A metric is not registered, or there is nothing to answer.</exception>
    public AnswerChecker(
        AnswerOptions options, TokenGenerator generator, IReadOnlyList<AnswerQuestion> questions, EvaluationCatalog catalog, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(questions);
        _options = options;
        _generator = generator;
        _tokenizer = generator.Tokenizer
            ?? throw new PipelineException("Answers are texts, but the model's tokenizer is not known. Train behind a tokenize stage.");
        _questions = questions;
        _metrics = options.Metrics.Distinct().ToDictionary(id => id, catalog.GetTextMetric);
        if (_metrics.Count > 0 && questions.Count == 0)
        {
            throw new PipelineException(
                "Metrics over answers need held-out rows with answers that fit the model, and there are none. Give Fit validation data.");
        }

        _generation = options.Generation?.Clone() ?? new GenerationOptions { Sample = false, BeamCount = 1 };
        _generation.MaximumNewTokens ??= _generation.MaximumLength is null ? DefaultNewTokens : null;
        _generation.Seed ??= seed;
        if (_generation.EndIds is null && generator.ModelOptions?.EndIds is null && _tokenizer.EndOfTextId is { } end)
            _generation.EndIds = [end];
    }

    /// <summary>Whether the best step can be chosen by a metric, and which way is better.</summary>
    /// <param name="id">The metric's id.</param>
    /// <returns>Null where the metric is not among those computed.</returns>
    public bool? HigherIsBetter(string id) => _metrics.TryGetValue(id, out var metric) ? metric.HigherIsBetter : null;

    /// <summary>Generates and scores.</summary>
    public AnswerCheck Run(CancellationToken cancellationToken)
    {
        var texts = new TextGenerator(_generator);
        var samples = new List<GeneratedAnswer>(_options.Prompts.Count);
        for (var first = 0; first < _options.Prompts.Count; first += _options.BatchSize)
        {
            string[] prompts = [.. _options.Prompts.Skip(first).Take(_options.BatchSize)];
            var written = texts.GenerateBatch(prompts, _generation, (ulong)first, cancellationToken);
            samples.AddRange(prompts.Select((prompt, i) => new GeneratedAnswer(prompt, written[i])));
        }

        var scores = new Dictionary<string, double>();
        if (_metrics.Count > 0)
        {
            var candidates = Answers(cancellationToken);
            string[] references = [.. _questions.Select(q => q.Reference)];
            foreach (var (id, metric) in _metrics)
                scores[id] = metric.Score(references, candidates);
        }

        return new AnswerCheck(samples, scores);
    }

    private List<string> Answers(CancellationToken cancellationToken)
    {
        var answers = new List<string>(_questions.Count);
        for (var first = 0; first < _questions.Count; first += _options.BatchSize)
        {
            PromptTokens[] prompts = [.. _questions.Skip(first).Take(_options.BatchSize).Select(q => q.Prompt)];
            foreach (var sequence in _generator.Generate(prompts, _generation, (ulong)first, cancellationToken).Sequences)
                answers.Add(TextOf(sequence));
        }

        return answers;
    }

    private string TextOf(GeneratedSequence sequence)
    {
        var ends = _generation.EndIds ?? _generator.ModelOptions?.EndIds ?? [];
        var text = _tokenizer.Decode(sequence.NewTokens.TakeWhile(token => !ends.Contains(token)).ToArray(), skipSpecialTokens: true);
        foreach (var stop in _generation.StopStrings ?? _generator.ModelOptions?.StopStrings ?? [])
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            text = at < 0 ? text : text[..at];
        }

        return text;
    }
}
