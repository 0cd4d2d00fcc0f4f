using Pipelines;
using Pipelines.Evaluation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The code of the page on evaluation, which a test compares with it.</summary>
internal static class EvaluationPageExamples
{
    public static void ScoreView(PipelineContext context, IDataView summaries)
    {
        var scores = context.Evaluation.Rouge(summaries, reference: "Summary", candidate: "Generated", o => o.Stem = true);
        Console.WriteLine(scores.RougeL.FMeasure);     // mean and 95 % interval
        Console.WriteLine(scores.Rows[0].Rouge2.Recall);
        Console.WriteLine(scores);                     // all means as a table, and how they were made
    }

    public static void ScoreTexts()
    {
        var scorer = new RougeScorer(new RougeOptions { Kinds = [RougeKind.Rouge1, RougeKind.RougeW] });
        Console.WriteLine(scorer.Score("the cat sat on the mat", "a cat sat there").Rouge1.FMeasure);
    }

    public static void ScoreRankings(PipelineContext context, IDataView answers)
    {
        var map = context.Evaluation.MeanAveragePrecision(answers, k: 3, label: "Answer", ranking: ColumnNames.Score);
        Console.WriteLine(map);                        // MAP@3 0.8123 [0.7701, 0.8530] of 200 rows; and how it was made
        Console.WriteLine(map.Rows[0]);
        var mrr = context.Evaluation.MeanReciprocalRank(answers, label: "Answer");
        var accuracy = context.Evaluation.Accuracy(answers, label: "Answer", prediction: ColumnNames.Score);
        Console.WriteLine(mrr.Value + accuracy.Value);
    }

    public static double RankAsFunctions()
    {
        double kaggle = RankingMetrics.MeanAveragePrecisionAt([["B", "A", "C"], ["A", "D", "B"]], ["B", "D"], k: 3);    // 0.75
        double gain = GainMetrics.NormalizedDiscountedCumulativeGain(["a", "b"], new Dictionary<string, double> { ["b"] = 2 });
        return kaggle + gain;
    }

    public static void ScoreClasses(PipelineContext context, IDataView predictions, IDataView ratings, IDataView answers)
    {
        var classes = context.Evaluation.Classification(predictions, label: "Label", prediction: "PredictedLabel");
        Console.WriteLine(classes.MacroF1);            // mean and 95 % interval
        Console.WriteLine(classes.Confusion);          // a table: a line for each right class
        var auc = context.Evaluation.AreaUnderRoc(predictions, label: "Label", score: "Probability", positive: "1");
        var numbers = context.Evaluation.Regression(ratings, label: "Rating", score: "Score");
        Console.WriteLine(numbers.Pearson);
        var calibration = context.Evaluation.Calibration(answers, label: "Answer", score: ColumnNames.Score, o => o.ScoresAreLogits = true);
        Console.WriteLine(calibration.ExpectedError);
        Console.WriteLine(auc);
    }

    public static void ScoreAnswers(PipelineContext context, IDataView answers)
    {
        var squad = context.Evaluation.ExactMatchAndF1(answers, reference: "Answers", candidate: "Generated", o => o.Version = SquadVersion.V2);
        Console.WriteLine(squad.F1);
        var right = context.Evaluation.NumericMatch(answers, reference: "Answer", candidate: "Generated");
        Console.WriteLine($"{right.Accuracy} {right.Unparsed}");
    }

    public static void ScoreGlue(PipelineContext context, IDataView predictions)
    {
        var paraphrases = context.Evaluation.Glue("mrpc", predictions);      // F1 and accuracy
        var questions = context.Evaluation.Glue("multirc", predictions, configure: o => o.GroupColumn = "Question");
        Console.WriteLine(paraphrases.Value + questions.Value);
    }

    public static void ScoreTranslations(PipelineContext context, IDataView translations)
    {
        var bleu = context.Evaluation.Bleu(translations, reference: "Reference", candidate: "Generated");
        Console.WriteLine(bleu);                       // BLEU = 34.44 65.0/44.1/31.2/19.6 (BP = 0.946 …; and the signature
        var chrf = context.Evaluation.Chrf(translations, "Reference", "Generated", o => o.WordOrder = 2);     // chrF++
        var ter = context.Evaluation.Ter(translations, "Reference", "Generated");                             // lower is better
        double sentence = new BleuScorer(new BleuOptions { EffectiveOrder = true }).Score(["the cat sat"], "a cat sat").Value;
        Console.WriteLine(chrf.Value + ter.Value + sentence);
    }

    public static void ScoreLikelihoods(
        PipelineContext context, ITransformer model, IDataView texts, string text, int[] tokens, TokenLosses losses, IDataView generated)
    {
        var perplexity = context.Evaluation.Perplexity(model.Transform(texts), text: "Text");
        Console.WriteLine(perplexity.BitsPerByte);     // comparable across tokenizers; perplexity itself is not
        var window = new SlidingWindow(size: 1024, stride: 512);
        TextLikelihood likelihood = window.Score(text, tokens, losses);
        Console.WriteLine($"{PerplexityMetrics.Perplexity(likelihood)} {PerplexityMetrics.BitsPerWord(likelihood)} {window.Signature}");
        var variety = context.Evaluation.Diversity(generated, text: "Generated");
        Console.WriteLine($"{variety.Distinct[2]} {variety.Repetition[4]}");
    }

    public static void FitLaws(PipelineContext context, ScalingRun[] runs, ScalingPoint[] points, ReportBuilder builder)
    {
        var law = context.Evaluation.FitScalingLaw(runs);                  // ScalingRun(parameters, tokens, loss)
        Console.WriteLine($"{law.Predict(70e9, 1.4e12)} {law.Alpha} {law.Optimum(flops: 1e21)}");
        var curves = context.Evaluation.FitEqualFlops(EqualFlopsSeries.Group(runs));
        Console.WriteLine(curves.ParameterLaw?.Exponent);
        var power = context.Evaluation.FitPowerLaw(points);                // ScalingPoint(x, loss)
        builder.ScalingLaw(law).ScalingLaw(curves).ScalingLaw(power, "parameters");
    }

    public static IEnumerable<IEstimator<ITransformer>> AddScores(PipelineContext context)
    {
        var scored = context.Transforms.ScoreTexts(o => { o.ReferenceColumn = "Summary"; o.Metrics = [RougeLMetric.Id, ChrfMetric.Id]; })
            .Append(context.Transforms.ScoreRepetition());
        var ranked = context.Transforms.ScoreRankings(o => { o.LabelColumn = "Answer"; o.K = 3; });
        var likely = context.Transforms.ScoreLikelihood();
        return [scored, ranked, likely];
    }
}
