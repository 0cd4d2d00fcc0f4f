namespace Pipelines.Retrieval;

/// <summary>Cleans texts. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
public sealed class CleanTextEstimator(CleanTextOptions options) : TrivialEstimator<CleanTextTransformer>(
    new CleanTextTransformer(options.InputColumn, options.OutputColumn, options.RemoveMarkup, options.CollapseWhiteSpace));
