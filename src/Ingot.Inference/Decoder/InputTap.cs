namespace Ingot.Inference.Decoder;

/// <summary>Where an observer of linear layers' inputs is hung up: one for all layers of a model.</summary>
internal sealed class InputTap
{
    /// <summary>Null when nobody looks.</summary>
    public LinearInputObserver? Observer { get; set; }
}
