namespace Ingot.Quantization.Recipes;

/// <summary>The layers a row of a mix is for, of n; all divisions round down.</summary>
internal enum LayerRange
{
    /// <summary>Every layer.</summary>
    All,

    /// <summary>The first two.</summary>
    FirstTwo,

    /// <summary>The first four.</summary>
    FirstFour,

    /// <summary>The first n/16.</summary>
    FirstSixteenth,

    /// <summary>The first n/8.</summary>
    FirstEighth,

    /// <summary>The first n/8, counting tensors met so far even where layers have several.</summary>
    FirstEighthCounted,

    /// <summary>From n/8 to 7n/8.</summary>
    Middle,

    /// <summary>The first n/8, those from 7n/8, and each third between: the layers where more bits help most.</summary>
    MoreBits,
}
