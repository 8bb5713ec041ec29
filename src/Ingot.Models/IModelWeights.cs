using Ingot.Tensors;

namespace Ingot.Models;

/// <summary>A model's logical weights by role: all the forward pass knows of where a model lies.</summary>
/// <remarks>Packed tensors appear as their parts. Safe for concurrent use.</remarks>
public interface IModelWeights
{
    /// <summary>The model's name, for messages.</summary>
    string Name { get; }

    /// <summary>The numbers.</summary>
    Hyperparameters Hyperparameters { get; }

    /// <summary>The wiring, with the rope layout these weights are stored for.</summary>
    DecoderOptions Decoder { get; }

    /// <summary>The weight of a role, or null when the model has none (a bias, a tied head).</summary>
    /// <param name="role">What it does.</param>
    /// <param name="layer">Its layer; -1 for weights outside the layers.</param>
    IWeight? Find(TensorRole role, int layer = -1);
}
