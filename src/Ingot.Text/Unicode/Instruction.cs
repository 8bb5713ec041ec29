namespace Ingot.Text.Unicode;

/// <summary>What an instruction does.</summary>
internal enum Operation
{
    /// <summary>Takes one code point of <see cref="Instruction.Set"/>.</summary>
    One,

    /// <summary>Tries <see cref="Instruction.First"/>, then <see cref="Instruction.Second"/>.</summary>
    Split,

    /// <summary>Goes to <see cref="Instruction.First"/>.</summary>
    Jump,

    /// <summary>Runs what follows up to its <see cref="Accept"/>, then goes to <see cref="Instruction.First"/> where it began.</summary>
    Look,

    /// <summary>As <see cref="Look"/>, going on where it failed.</summary>
    LookNot,

    /// <summary>As <see cref="Look"/>, going on where it ended.</summary>
    Atom,

    /// <summary>Asks for the <see cref="Anchor"/> in <see cref="Instruction.First"/>.</summary>
    At,

    /// <summary>A match.</summary>
    Accept,
}

/// <summary>One step of a compiled expression.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="First">A target or an anchor.</param>
/// <param name="Second">A second target.</param>
/// <param name="Choice">The number of a split among the program's splits.</param>
/// <param name="Set">The code points it takes.</param>
internal readonly record struct Instruction(Operation Operation, int First = 0, int Second = 0, int Choice = 0, CodePointSet? Set = null);
