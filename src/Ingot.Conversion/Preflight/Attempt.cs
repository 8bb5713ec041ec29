using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>A value, or the fault that stands in its way; neither when there is nothing to read.</summary>
internal readonly record struct Attempt<T>(T? Value, IngotException? Fault)
    where T : class;

/// <summary>Reads where a refusal is an answer too.</summary>
internal static class Attempt
{
    /// <summary>Tries; only faults that a user can cause are kept, a mistake of ours goes on.</summary>
    public static Attempt<T> At<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return new(read(), null);
        }
        catch (IngotException fault)
        {
            return new(null, fault);
        }
    }
}
