namespace Pipelines.Peft;

/// <summary>The network that makes the virtual tokens of P-tuning.</summary>
public enum PromptEncoderKind
{
    /// <summary>Three linear layers with ReLU between them (<c>MLP</c>).</summary>
    Mlp,

    /// <summary>A bidirectional LSTM, then two linear layers with ReLU between them (<c>LSTM</c>).</summary>
    Lstm,
}
