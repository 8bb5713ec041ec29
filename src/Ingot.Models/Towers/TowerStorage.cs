namespace Ingot.Models.Towers;

/// <summary>How a tensor of a tower is stored.</summary>
public enum TowerStorage
{
    /// <summary>By the converter's rules for its name and shape: matrices in the type asked for, vectors as F32.</summary>
    ByName,

    /// <summary>In the type asked for, whatever its name.</summary>
    AsAsked,

    /// <summary>Always as F16.</summary>
    Half,

    /// <summary>As F16 where that is asked for, as F32 otherwise.</summary>
    HalfIfAsked,
}
