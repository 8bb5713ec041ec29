namespace Ingot.Models;

/// <summary>Where the norms of a block stand.</summary>
public enum BlockNorms
{
    /// <summary>Before attention and before the feed-forward block: the input is normed, the output is not.</summary>
    Before,

    /// <summary>After both: what they add to the residual stream is normed, their input is not.</summary>
    After,

    /// <summary>Before and after both.</summary>
    Around,

    /// <summary>After both, on the sum of what they add and what they were given.</summary>
    AfterSum,
}
