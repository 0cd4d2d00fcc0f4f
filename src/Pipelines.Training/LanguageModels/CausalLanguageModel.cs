using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// A decoder as evaluations ask it. A beginning that prompts share is computed once; likelihoods are computed request by request, and
/// continuations of one context behind one pass over it, so that no result depends on what else is asked.
/// </summary>
public sealed partial class CausalLanguageModel : ILikelihoodModel, IDisposable
{
    private readonly ICausalModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly LanguageModelOptions _options;
    private readonly int[] _begin;

    /// <summary>Joins a model and its tokenizer.</summary>
    /// <param name="model">The model; it stays its owner's.</param>
    /// <param name="tokenizer">The tokenizer it was trained with.</param>
    /// <param name="fingerprint">What tells its weights from others: see <see cref="ModuleFingerprint"/>.</param>
    /// <param name="options">Name and batches; null for the defaults.</param>
    public CausalLanguageModel(ICausalModel model, Tokenizer tokenizer, string fingerprint, LanguageModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentException.ThrowIfNullOrWhiteSpace(fingerprint);
        (_model, _tokenizer, _options) = (model, tokenizer, options ?? new LanguageModelOptions());
        OptionsValidation.Validated(_options);
        // What the model's texts begin with; what its tokenizer would put behind a text is not asked for here.
        var around = tokenizer.EncodeSequence("", null, new EncodeOptions { Surrounding = SurroundingTokens.Add }).Ids;
        _begin = around.Length > 0 && around[0] != tokenizer.EndOfTextId || around.Length > 0 && tokenizer.BeginOfTextId == around[0]
            ? [around[0]]
            : [];
        Fingerprint = $"{fingerprint}+{tokenizer.Fingerprint}";
    }

    /// <summary>Takes a loaded or fitted model.</summary>
    /// <param name="source">A decoder with its tokenizer; it stays its owner's.</param>
    /// <param name="options">Name and batches; null for the defaults.</param>
    /// <exception cref="PipelineException">It is no decoder, or its tokenizer is not known.</exception>
    public static CausalLanguageModel Create(IModelSource source, LanguageModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Model.Module is not ICausalModel model)
            throw new PipelineException($"{source.Model.Module.GetType().Name} does not continue texts; a decoder was expected.");
        var tokenizer = source.Tokenizer ?? throw new PipelineException(
            "The model's tokenizer is not known, so it cannot be asked with texts. "
                + "Load it from a folder that has one, or train it behind a "
            + "tokenize stage.");
        return new CausalLanguageModel(model, tokenizer, ModuleFingerprint.Compute(source.Model.Module), options);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public string TokenizerFingerprint => _tokenizer.Fingerprint;

    /// <inheritdoc/>
    public int ContextLength => _model.BlockSize;

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    /// <summary>The tokens of a text, with what the model's texts begin with.</summary>
    private int[] Encode(string text)
    {
        var ids = _tokenizer.Encode(text);
        return _begin.Length == 0 || ids.AsSpan().StartsWith(_begin) ? ids : [.. _begin, .. ids];
    }

    /// <summary>How many first tokens a prompt shares with others, whatever they are.</summary>
    private int CountShared(string text, int sharedLength, ReadOnlySpan<int> ids)
    {
        if (sharedLength <= 0)
            return 0;
        if (sharedLength > text.Length)
            throw new ArgumentOutOfRangeException(nameof(sharedLength), sharedLength, "More characters are shared than the text has.");
        if (_sharedText?.Length != sharedLength || !text.StartsWith(_sharedText, StringComparison.Ordinal))
        {
            _sharedText = text[..sharedLength];
            _sharedIds = Encode(_sharedText);
        }

        // A token may reach over the end of what is shared; and something must be left to compute.
        return Math.Min(_sharedIds.AsSpan().CommonPrefixLength(ids), ids.Length - 1);
    }
}
