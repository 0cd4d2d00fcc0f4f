namespace Pipelines.Training;

/// <summary>How far training has read: whole passes, and rows of the present one.</summary>
/// <param name="Epoch">Passes completed.</param>
/// <param name="Row">Rows read of the present pass.</param>
public readonly record struct DataPosition(int Epoch, long Row);
