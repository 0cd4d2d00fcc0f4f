namespace Pipelines.Benchmarks.Tasks;

/// <summary>A model that is asked for each option with its whole prompt, as the simplest harness does.</summary>
internal sealed class OptionByOption(ILikelihoodModel model) : ILikelihoodModel
{
    public string Name => model.Name;

    public string Fingerprint => model.Fingerprint;

    public string TokenizerFingerprint => model.TokenizerFingerprint;

    public int ContextLength => model.ContextLength;

    public IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default) =>
        model.Generate(prompts, settings, cancellationToken);

    public SequenceLikelihood ScoreText(string text, int? stride = null, CancellationToken cancellationToken = default) =>
        model.ScoreText(text, stride, cancellationToken);

    public IReadOnlyList<IReadOnlyList<SequenceLikelihood>> Score(
        IReadOnlyList<ContinuationRequest> requests, CancellationToken cancellationToken = default)
    {
        var results = new List<IReadOnlyList<SequenceLikelihood>>();
        foreach (var request in requests)
        {
            var options = new List<SequenceLikelihood>();
            foreach (var option in request.Continuations)
                options.Add(model.Score([new ContinuationRequest(request.Context, [option])], cancellationToken)[0][0]);
            results.Add(options);
        }

        return results;
    }
}
