namespace Ingot.Models;

/// <summary>Where a root mean square norm rounds when the model computes in half precision; other norms round their result once.</summary>
public enum NormRounding
{
    /// <summary>Before the gain is applied and after: the gain multiplies in half precision.</summary>
    AroundGain,

    /// <summary>After the gain only, which is applied in float32.</summary>
    AfterGain,
}
