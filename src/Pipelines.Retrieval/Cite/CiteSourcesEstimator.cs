namespace Pipelines.Retrieval;

/// <summary>Reads citations from generated texts. It learns nothing.</summary>
/// <param name="options">How; validated already.</param>
public sealed class CiteSourcesEstimator(CiteSourcesOptions options)
    : TrivialEstimator<CiteSourcesTransformer>(new CiteSourcesTransformer(options));
