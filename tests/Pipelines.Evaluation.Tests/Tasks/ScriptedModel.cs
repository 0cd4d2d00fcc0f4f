namespace Pipelines.Evaluation.Tests;

/// <summary>A model whose answers are a function of the prompt.</summary>
internal sealed class ScriptedModel(Func<TextPrompt, string> answer, Func<string, string, double>? likelihood = null) : ILikelihoodModel
{
    public string Name { get; init; } = "scripted";

    public string Fingerprint { get; init; } = "scripted-1";

    public string TokenizerFingerprint => "characters";

    public int ContextLength => 4096;

    /// <summary>Prompts and contexts in the order they came.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>After how many prompts it fails; null for never.</summary>
    public int? FailsAfter { get; set; }

    public IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default)
    {
        Note(prompts.Select(p => p.Text));
        return [.. prompts.Select(prompt => Cut(answer(prompt), settings))];
    }

    public IReadOnlyList<IReadOnlyList<SequenceLikelihood>> Score(
        IReadOnlyList<ContinuationRequest> requests, CancellationToken cancellationToken = default)
    {
        Note(requests.Select(r => r.Context));
        return
        [
            .. requests.Select(r => (IReadOnlyList<SequenceLikelihood>)
                [.. r.Continuations.Select(c => new SequenceLikelihood(likelihood!(r.Context, c), c.Length, false))]),
        ];
    }

    public SequenceLikelihood ScoreText(string text, int? stride = null, CancellationToken cancellationToken = default)
    {
        Note([text]);
        return new SequenceLikelihood(likelihood!("", text), text.Length, false);
    }

    private static GeneratedText Cut(string text, TextGenerationSettings settings)
    {
        foreach (var stop in settings.StopStrings)
            text = text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;
        var isCut = text.Length > settings.MaximumTokens;
        return new GeneratedText(isCut ? text[..settings.MaximumTokens] : text, isCut);
    }

    private void Note(IEnumerable<string> texts)
    {
        Asked.AddRange(texts);
        if (Asked.Count > FailsAfter)
            throw new IOException("The connection is gone.");
    }
}
