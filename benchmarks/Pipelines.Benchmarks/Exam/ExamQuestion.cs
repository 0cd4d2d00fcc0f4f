namespace Pipelines.Benchmarks.Exam;

/// <summary>A question of an exam, as baselines read it.</summary>
internal sealed class ExamQuestion
{
    public string Prompt { get; set; } = "";

    public string A { get; set; } = "";

    public string B { get; set; } = "";

    public string C { get; set; } = "";

    public string D { get; set; } = "";

    public string E { get; set; } = "";

    public string Answer { get; set; } = "";

    [NoColumn]
    public string[] Options => [A, B, C, D, E];
}
