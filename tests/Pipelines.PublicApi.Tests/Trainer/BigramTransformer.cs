namespace Contoso.Bigrams;

/// <summary>Gives rows of tokens their mean loss in nats; the learned table is its state.</summary>
public sealed record BigramTransformer(string Column, int VocabularySize, float[] Table)
    : ColumnTransformer<VBuffer<int>, float>(Column, ColumnNames.Loss)
{
    protected override void Map(in VBuffer<int> source, ref float value)
    {
        var tokens = source.GetValues();
        var sum = 0.0;
        for (var i = 1; i < tokens.Length; i++)
            sum += Table[tokens[i - 1] * VocabularySize + tokens[i]];
        value = tokens.Length < 2 ? 0 : (float)(sum / (tokens.Length - 1));
    }
}
