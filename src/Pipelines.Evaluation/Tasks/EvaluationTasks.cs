namespace Pipelines.Evaluation;

/// <summary>
/// The tasks that come with this package, by the files of their authors. Each is registered by <c>AddEvaluation</c>; a changed copy
/// (<c>task with { … }</c>) or another is registered by <c>AddEvaluationTask</c>.
/// </summary>
public static class EvaluationTasks
{
    private const string TwoSentences = "Sentence 1: {Sentence1}\nSentence 2: {Sentence2}\n";

    private static readonly TaskPrompt Lettered = new()
    {
        Instruction = "The following are multiple choice questions (with answers){?Category} about {Category}{/Category}.",
        Question = "{Question}\n{Options}\nAnswer:",
    };

    private static readonly TaskPrompt Written = new()
    {
        Question = "{?Context}{Context}\n{/Context}Question: {Question}\nAnswer:",
        Answer = " {AnswerText}",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EvaluationTask> All { get; } =
    [
        new() { Name = "gsm8k", Format = "gsm8k", Data = "gsm8k/test.jsonl", Examples = "gsm8k/train.jsonl" },
        Arithmetic("svamp", "svamp", "svamp/SVAMP.json"),
        Arithmetic("multiarith", "mawps", "math_word_problems/MultiArith.json"),
        Arithmetic("addsub", "mawps", "math_word_problems/AddSub.json"),
        Arithmetic("singleeq", "mawps", "math_word_problems/SingleEq.json"),
        new()
        {
            Name = "numglue",
            Format = "numglue",
            Data = "numglue",
            Extraction = "after(answer is)|text",
            Comparison = "number-or-text",
        },
        Equations("simuleq", "simuleq/alg514.json"),
        Equations("draw-1k", "simuleq/draw.json"),
        new()
        {
            Name = "aqua",
            Format = "aqua",
            Data = "math_word_problems/AQuA.jsonl",
            Prompt = new() { Option = "({Letter}) {Option}", OptionSeparator = " ", Answer = " ({Answer})" },
            Extraction = "option(5)",
            Comparison = "text",
        },
        new()
        {
            Name = "mmlu",
            Format = "mmlu",
            Data = "mmlu/test",
            Examples = "mmlu/dev",
            Prompt = Lettered,
            Scoring = TaskScoring.OptionLetter,
        },
        new()
        {
            Name = "mmlu-text",
            Format = "mmlu",
            Data = "mmlu/test",
            Examples = "mmlu/dev",
            Prompt = Written with { Instruction = Lettered.Instruction },
            Scoring = TaskScoring.OptionText,
        },
        new()
        {
            Name = "commonsense-qa",
            Format = "commonsense-qa",
            Data = "commonsense_reasoning/commonsenseqa.jsonl",
            Prompt = Lettered,
            Scoring = TaskScoring.OptionLetter,
        },
        new()
        {
            Name = "strategy-qa",
            Format = "big-bench",
            Data = "commonsense_reasoning/strategyqa.json",
            Prompt = Written,
            Scoring = TaskScoring.OptionText,
        },
        new()
        {
            Name = "coin-flip",
            Format = "question-answer",
            Data = "commonsense_reasoning/coin_flip.json",
            Extraction = "after(answer is)>yes-no|yes-no",
            Comparison = "text",
        },
        new()
        {
            Name = "last-letters",
            Format = "question-answer",
            Data = "commonsense_reasoning/last_letters.json",
            Extraction = "after(answer is)|text",
            Comparison = "text",
        },
        new()
        {
            Name = "science-exam",
            Format = "exam",
            Data = "kaggle_llm_science_exam/train.csv",
            Prompt = Lettered,
            Scoring = TaskScoring.OptionLetter,
        },
        Sentences(
            "cola", "glue_cola/in_domain_dev.tsv", "glue_cola/in_domain_train.tsv",
            "{Question}\nQuestion: Is this sentence acceptable English?\nAnswer:", "matthews"),
        Sentences(
            "sst-2", "glue_sst2/dev.tsv", "glue_sst2/train.tsv",
            "{Question}\nQuestion: Is this sentence positive or negative?\nAnswer:", "mean"),
        Sentences(
            "mrpc", "glue_mrpc/msr_paraphrase_test.txt", "glue_mrpc/msr_paraphrase_train.txt",
            $"{TwoSentences}Question: Do both sentences mean the same?\nAnswer:", "f1"),
        new()
        {
            Name = "sts-b",
            Format = "sts-b",
            Data = "glue_stsb/stsb-en-dev.csv",
            Examples = "glue_stsb/stsb-en-train.csv",
            Prompt = new() { Question = $"{TwoSentences}Question: How similar are they, from 0 to 5?\nAnswer:" },
            Extraction = "number(first)",
            Comparison = "number",
            Metric = "pearson-spearman",
            MaximumTokens = 8,
            Stops = ["\n"],
        },
        Summaries("dialogsum", "dialogsum", "summarisation/dialogsum.test.jsonl", "summarisation/dialogsum.dev.jsonl"),
        Summaries("samsum", "prompt-completion", "summarisation/samsum.jsonl", ""),
        Summaries("xsum", "prompt-completion", "summarisation/xsum.jsonl", ""),
        Summaries("cnn-dailymail", "prompt-completion", "summarisation/cnn_dailymail.jsonl", ""),
        new()
        {
            Name = "wikitext",
            Format = "text",
            Data = "wikitext2/test.txt",
            Prompt = new() { Question = "{Question}" },
            Scoring = TaskScoring.Likelihood,
            Metric = "word-perplexity",
        },
    ];

    private static EvaluationTask Arithmetic(string name, string format, string data) =>
        new() { Name = name, Format = format, Data = data };

    private static EvaluationTask Equations(string name, string data) => new()
    {
        Name = name,
        Format = "simuleq",
        Data = data,
        Extraction = "after(answer is)>roots|roots",
        Comparison = "numbers",
    };

    private static EvaluationTask Sentences(string name, string data, string examples, string question, string metric) => new()
    {
        Name = name,
        Format = name,
        Data = data,
        Examples = examples,
        Prompt = new() { Question = question, Answer = " {AnswerText}" },
        Scoring = TaskScoring.OptionText,
        Metric = metric,
    };

    private static EvaluationTask Summaries(string name, string format, string data, string examples) => new()
    {
        Name = name,
        Format = format,
        Data = data,
        Examples = examples,
        Prompt = format == "dialogsum"
            ? new() { Question = "Summarize the following dialogue.\n\n{Question}\n\nSummary:" }
            : new() { Question = "{Question}\n\nSummary:" },
        Extraction = "text",
        Comparison = "pipelines.rouge-l",
        MaximumTokens = 128,
        Stops = ["\n\n"],
    };
}
