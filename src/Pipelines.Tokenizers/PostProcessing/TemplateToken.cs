namespace Pipelines.Tokenizers;

/// <summary>What a special token of a template stands for.</summary>
/// <param name="Ids">The ids it adds.</param>
/// <param name="Tokens">Their spellings.</param>
public sealed record TemplateToken(IReadOnlyList<int> Ids, IReadOnlyList<string> Tokens);
