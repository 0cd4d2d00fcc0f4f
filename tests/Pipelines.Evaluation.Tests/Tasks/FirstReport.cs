namespace Pipelines.Evaluation.Tests;

/// <summary>Says on the console when the first rows of a run are written.</summary>
internal sealed class FirstReport : IProgress<TaskProgress>
{
    private bool _isTold;

    public void Report(TaskProgress value)
    {
        if (_isTold)
            return;
        _isTold = true;
        Console.Out.WriteLine(RunningChild.Ready);
        Console.Out.Flush();
    }
}
