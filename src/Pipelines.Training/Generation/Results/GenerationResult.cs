namespace Pipelines.Training;

/// <summary>What a generation gave.</summary>
/// <param name="Sequences">The continuations of the first prompt, then of the next; a prompt's best first.</param>
/// <param name="Steps">The numbers of each step, where they were to be kept; otherwise empty.</param>
/// <param name="PadId">What fills up shorter sequences; null where nothing was said.</param>
public sealed record GenerationResult(IReadOnlyList<GeneratedSequence> Sequences, IReadOnlyList<GenerationStep> Steps, int? PadId)
{
    /// <summary>The sequences as one matrix [sequences, longest], filled up at their ends.</summary>
    /// <param name="length">The length of its rows.</param>
    /// <exception cref="PipelineException">Lengths differ and there is nothing to fill up with.</exception>
    public int[] ToBatch(out int length)
    {
        length = 0;
        foreach (var sequence in Sequences)
            length = Math.Max(length, sequence.Tokens.Count);
        var batch = new int[checked(Sequences.Count * length)];
        for (var row = 0; row < Sequences.Count; row++)
        {
            var tokens = Sequences[row].Tokens;
            for (var i = 0; i < length; i++)
            {
                batch[row * length + i] = i < tokens.Count
                    ? tokens[i]
                    : PadId ?? throw new PipelineException(
                        "The sequences have different lengths; give a PadId to make one matrix of them.");
            }
        }

        return batch;
    }
}
