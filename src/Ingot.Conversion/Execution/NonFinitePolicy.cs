namespace Ingot.Conversion.Execution;

/// <summary>What happens to a NaN or an infinity in the source.</summary>
public enum NonFinitePolicy
{
    /// <summary>The job stops, naming tensor and index.</summary>
    Fail,

    /// <summary>It becomes 0, and is counted.</summary>
    Zero,

    /// <summary>It is kept where the output's type can hold it, and counted; block types cannot, and stop the job.</summary>
    Keep,
}
