namespace Pipelines.Evaluation.Tests;

/// <summary>The test assembly started as a program: the child that a test kills.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not [RunningChild.Command, var folder])
            return 1;
        RunningChild.Run(folder);
        return 0;
    }
}
