using InstructionTuning.Instructions;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>The tokenizer and, when asked for, the model that every contender starts from: a loaded one, or one that is pretrained
/// here.</summary>
internal sealed class StartingPoint : IDisposable
{
    private const int GeneratedCharacters = 400_000;
    private const double ValidationShare = 0.05;
    private const int Evaluations = 4;

    private readonly PipelineContext _context;
    private readonly InstructionTuningSettings _settings;
    private readonly PretrainedGpt? _loaded;
    private readonly IDataView? _text;
    private TransformerChain<PretrainTransformer>? _pretrained;

    private StartingPoint(
        PipelineContext context, InstructionTuningSettings settings, PretrainedGpt? loaded, IDataView? text, Tokenizer tokenizer)
    {
        _context = context;
        _settings = settings;
        _loaded = loaded;
        _text = text;
        Tokenizer = tokenizer;
    }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The longest row the model takes.</summary>
    public int BlockSize => _loaded?.Model.BlockSize ?? _settings.Preset.Config.BlockSize;

    /// <summary>How pretraining went; null where the model was loaded.</summary>
    public TrainingResult? Result => _pretrained?.LastTransformer.Result;

    /// <summary>Loads the model, or reads the text and learns a vocabulary.</summary>
    /// <param name="context">Loads and learns.</param>
    /// <param name="settings">Which.</param>
    /// <param name="output">Where a generated text is written.</param>
    /// <param name="rows">Prompts and completions, to learn the vocabulary from too where the text is generated.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static StartingPoint Open(
        PipelineContext context, InstructionTuningSettings settings, OutputFolder output, IDataView rows,
        CancellationToken cancellationToken)
    {
        if (settings.Model is { } folder)
        {
            var loaded = context.Model.LoadGpt(folder);
            try
            {
                return new StartingPoint(context, settings, loaded, null, ModelFolderTokenizer.Require(loaded.Tokenizer, folder));
            }
            catch
            {
                loaded.Dispose();
                throw;
            }
        }

        var file = settings.Pretrain;
        if (file is null)
        {
            output.Write("pretrain.txt", new InstructionWriter(settings.Seed + 1).WriteText(GeneratedCharacters));
            file = output.Combine("pretrain.txt");
        }

        var text = context.Data.LoadFromTextFile(file, o => o.KeepLineEnds = true);
        // A token that pretraining never met would start from noise: of a given text the vocabulary is its own, as that of a real base
        // model.
        var learnsRows = settings.Pretrain is null;
        IEnumerable<string>[] texts = [text.GetColumn<string>(ColumnNames.Text), .. learnsRows
            ? [rows.GetColumn<string>(ColumnNames.Prompt), rows.GetColumn<string>(ColumnNames.Completion)]
            : Array.Empty<IEnumerable<string>>()];
        var all = context.Data.LoadFromEnumerable(texts.SelectMany(t => t).Select(t => new TextRow(t)));
        var learned = context.Transforms.Tokenize(o =>
        {
            o.BytePair.VocabularySize = settings.Preset.VocabularySize;
            o.BytePair.SpecialTokens = InstructionData.ChatTokens;
        }).Fit(all, cancellationToken);
        return new StartingPoint(context, settings, null, text, learned.Tokenizer);
    }

    /// <summary>The model; it is pretrained now, unless it was loaded.</summary>
    /// <param name="checkpoints">Where checkpoints of pretraining go.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public GptModel GetModel(string checkpoints, SampleConsole console, CancellationToken cancellationToken)
    {
        if (_loaded is not null)
            return _loaded.Model;
        var (train, validation) = RowSplit.KeepLast(_context.Data, _text!, ValidationShare);
        var preset = _settings.Preset;
        var pipeline = _context.Transforms.Tokenize(o => o.Tokenizer = Tokenizer)
            .Append(_context.Transforms.Pack(o => { o.BlockSize = preset.Config.BlockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(
                _context.Transforms.Pack(o => { o.BlockSize = preset.Config.BlockSize; o.Remainder = PackRemainder.Pad; }),
                TransformerScope.Testing)
            .Append(_context.Trainers.Pretrain(preset.Config, o =>
            {
                o.Steps = _settings.PretrainSteps;
                o.BatchSize = preset.PretrainBatchSize;
                o.LearningRate = 2e-3;
                o.MinimumLearningRate = 2e-4;
                o.WarmupSteps = Math.Min(50, _settings.PretrainSteps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = 0.99 };
                o.EvaluateEvery = Math.Max(1, _settings.PretrainSteps / Evaluations);
                o.EvaluationBatches = 8;
                o.CheckpointFolder = checkpoints;
                o.CheckpointEvery = Math.Max(1, _settings.PretrainSteps / Evaluations);
                o.CheckpointsKept = 1;
                o.Resume = _settings.Resume;
            }));
        _pretrained = console.ShowProgress(progress => pipeline.Fit(train, validation, progress, cancellationToken));
        return _pretrained.LastTransformer.Model;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loaded?.Dispose();
        _pretrained?.Dispose();
    }

    private sealed record TextRow(string Text);
}
