namespace Ingot.Models;

/// <summary>How a router turns its outputs into the weights of experts.</summary>
public enum RouterKind
{
    /// <summary>Softmax over all experts, then the largest are chosen.</summary>
    Softmax,

    /// <summary>Each output's sigmoid, then the largest are chosen.</summary>
    Sigmoid,

    /// <summary>The largest outputs are chosen, then softmax over those.</summary>
    SoftmaxOfChosen,
}
