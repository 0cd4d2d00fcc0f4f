using Quickstart;
using Quickstart.World;

namespace Pipelines.Samples.Tests.Quickstart;

/// <summary>A small exam and texts that answer it, as files.</summary>
internal static class ShortExam
{
    public const string Header = "id,prompt,A,B,C,D,E,answer";

    /// <summary>Writes both.</summary>
    /// <returns>The arguments that name them.</returns>
    public static string[] Write(TemporaryFolder folder)
    {
        var writer = new WorldWriter(7);
        var towns = writer.WriteTowns(40);
        return
        [
            "--data", folder.Write("exam.csv", Csv(writer.WriteExam([.. towns.Take(20)], 2))),
            "--corpus", folder.Write("towns.txt", string.Join("\n", towns.Select(t => t.Article))),
        ];
    }

    /// <summary>Questions in Kaggle's columns.</summary>
    public static string Csv(IEnumerable<ExamQuestion> questions) =>
        string.Join("\n", questions.Select(q => $"{q.Id},{q.Question},{string.Join(',', q.Options)},{q.Letter}").Prepend(Header));
}
