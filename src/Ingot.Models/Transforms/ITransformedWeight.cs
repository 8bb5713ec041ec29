namespace Ingot.Models.Transforms;

/// <summary>A weight made from others, which can say how.</summary>
internal interface ITransformedWeight
{
    /// <summary>What was done to the stored tensor, in order.</summary>
    IEnumerable<string> Transforms { get; }
}
