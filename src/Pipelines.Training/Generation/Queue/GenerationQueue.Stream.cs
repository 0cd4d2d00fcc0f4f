using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Pipelines.Training;

public sealed partial class GenerationQueue
{
    /// <summary>
    /// Continues a text and gives it piece by piece, computed together with the other requests. Of beams and contrastive search the whole
    /// text comes at the end. Who stops reading ends the request.
    /// </summary>
    /// <param name="prompt">The text to continue.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="adapter">The adapter to continue it with; null for those that are active on the model.</param>
    /// <param name="stream">Texts with the same seed draw different numbers where this differs.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="PipelineException">The prompt or the adapter is wrong, or options contradict each other.</exception>
    /// <exception cref="ObjectDisposedException">The queue was disposed before the end.</exception>
    public async IAsyncEnumerable<GeneratedUpdate> StreamAsync(
        string prompt, GenerationOptions? options = null, string? adapter = null, ulong stream = 0,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var texts = _texts ?? throw new InvalidOperationException("The queue has no tokenizer; make it with a TextGenerator.");
        var settings = texts.Resolve(options);
        var tokens = texts.Encode(prompt, settings, adapter);
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = Enqueue(
            settings, () => _generator.CreatePlan(settings, [tokens], stream, stop.Token), stop.Token,
            token => channel.Writer.TryWrite(token));
        _ = answer.ContinueWith(
            static (_, writer) => ((ChannelWriter<int>)writer!).TryComplete(), channel.Writer, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var text = texts.CreateText(settings);
            var count = 0;
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (channel.Reader.TryRead(out var token))
                {
                    count++;
                    if (text.Push(token) is { Length: > 0 } piece)
                        yield return new GeneratedUpdate(piece, null);
                }
            }

            var sequence = await answer.ConfigureAwait(false);

            // What was not computed step by step comes whole.
            var rest = "";
            for (var i = sequence.PromptLength + count; i < sequence.Tokens.Count; i++)
                rest += text.Push(sequence.Tokens[i]);
            yield return new GeneratedUpdate(rest + text.Finish(), sequence);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
