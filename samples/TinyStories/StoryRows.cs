using Pipelines;
using TinyStories.Stories;

namespace TinyStories;

/// <summary>Stories as the rows of every stage; what is measured on is of stories that no stage learns from.</summary>
/// <param name="Text">Stories, to pretrain on.</param>
/// <param name="HeldText">Held-out stories.</param>
/// <param name="Tasks">Prompts and completions, to fine-tune on.</param>
/// <param name="HeldTasks">Those of held-out stories.</param>
/// <param name="Pairs">Prompts with better and worse answers.</param>
/// <param name="HeldPairs">Those of held-out stories.</param>
/// <param name="Beginnings">First halves of held-out stories, to be continued.</param>
/// <param name="Prompts">The same as instructions.</param>
internal sealed record StoryRows(
    IDataView Text, IDataView HeldText, IDataView Tasks, IDataView HeldTasks, IDataView Pairs, IDataView HeldPairs,
    IReadOnlyList<string> Beginnings, IReadOnlyList<string> Prompts)
{
    private const double HeldShare = 0.1;
    private const int MostHeld = 200;
    // All are scored by the reference first; the steps see no more.
    private const int MostPairs = 600;
    private const int LeastStories = 20;
    private const int Continued = 16;

    /// <summary>Makes the rows.</summary>
    /// <exception cref="PipelineException">There are too few stories.</exception>
    public static StoryRows Create(PipelineContext context, IReadOnlyList<Story> stories, int seed)
    {
        if (stories.Count < LeastStories)
        {
            throw new PipelineException(
                $"There are {stories.Count} different stories of two sentences or more; at least {LeastStories} are needed. "
                + $"Put a line {StoryFile.EndOfText} behind each story, or an empty line.");
        }

        var held = Math.Min(MostHeld, Math.Max(2, (int)(stories.Count * HeldShare)));
        var heldStories = stories.TakeLast(held).ToArray();
        var trainStories = stories.Take(stories.Count - held).ToArray();
        var (tasks, heldTasks) = (Tasks(trainStories, seed), Tasks(heldStories, seed + 1));
        var continued = heldStories.Take(Continued).ToArray();
        var asked = Render(context.Data.LoadFromEnumerable(continued.Select(StoryTasks.Continuation).ToArray()));
        return new StoryRows(
            Texts(trainStories), Texts(heldStories), tasks, heldTasks, Pairs([.. trainStories.Take(MostPairs)], seed + 2),
            Pairs(heldStories, seed + 3),
            [.. continued.Select(s => StoryTasks.Halves(s).Beginning)], [.. asked.GetColumn<string>(ColumnNames.Prompt)]);

        IDataView Texts(Story[] some) => context.Data.LoadFromEnumerable(some.Select(s => new TextRow(s.Text)).ToArray());

        IDataView Tasks(Story[] some, int random)
        {
            var writer = new StoryTasks(random);
            return Render(context.Data.LoadFromEnumerable(some.Select(writer.Task).ToArray()));
        }

        IDataView Pairs(Story[] some, int random)
        {
            var writer = new StoryTasks(random);
            return Render(
                context.Data.LoadFromEnumerable(some.Select((s, i) => writer.Pair(s, some[(i + 1) % some.Length])).ToArray()),
                Pipelines.Training.PreferenceColumns.Chosen);
        }

        IDataView Render(IDataView rows, string completion = ColumnNames.Completion) =>
            context.Transforms.RenderAlpaca(o => o.CompletionColumn = completion).Fit(rows).Transform(rows);
    }

    private sealed record TextRow(string Text);
}
