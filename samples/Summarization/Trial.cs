using Pipelines;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;

namespace Summarization;

/// <summary>What a method trains on.</summary>
/// <param name="Context">Makes stages.</param>
/// <param name="Decoder">The model; it is changed in place.</param>
/// <param name="Rows">Prompts and completions.</param>
/// <param name="Configure">Sets what all methods share.</param>
/// <param name="Console">Shows the progress.</param>
/// <param name="CancellationToken">Stops the work.</param>
internal sealed record Trial(
    PipelineContext Context, PretrainedGpt Decoder, SummaryRows Rows, Action<TrainerOptions> Configure, SampleConsole Console,
    CancellationToken CancellationToken);
