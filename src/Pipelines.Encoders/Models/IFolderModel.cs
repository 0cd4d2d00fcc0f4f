using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>A model that has a folder's form.</summary>
internal interface IFolderModel
{
    /// <summary>Writes all but a tokenizer into a folder that is being made.</summary>
    void Write(ModelFolderWriter writer, ModelWriteOptions? options);
}
