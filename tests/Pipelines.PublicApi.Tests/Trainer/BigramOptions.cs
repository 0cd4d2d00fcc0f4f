using Pipelines.Training;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute; // a test project has NUnit's as well

namespace Contoso.Bigrams;

public sealed class BigramOptions : TrainerOptions
{
    [Range(2, 4096)] public int VocabularySize { get; set; } = 256;

    [Range(1, 1024)] public int Size { get; set; } = 8;

    [Range(1, 4096)] public int BlockSize { get; set; } = 64;
}
