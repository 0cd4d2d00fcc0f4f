namespace Pipelines;

/// <summary>A context and the texts whose likelihood behind it is asked for.</summary>
/// <param name="Context">The context; it may be empty where the model has a token to begin with.</param>
/// <param name="Continuations">The texts, each with the white space it begins with.</param>
/// <param name="SharedLength">
/// How many first characters of the context other requests have too, such as worked examples; a model may compute them once.
/// </param>
public sealed record ContinuationRequest(string Context, IReadOnlyList<string> Continuations, int SharedLength = 0);
