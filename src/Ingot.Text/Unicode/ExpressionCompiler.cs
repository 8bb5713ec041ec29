using Ingot.Tensors;

namespace Ingot.Text.Unicode;

/// <summary>Turns the tree of an expression into instructions.</summary>
internal sealed class ExpressionCompiler(string pattern, FileLocation? location)
{
    private const int MaximumInstructions = 20_000;
    private readonly List<Instruction> program = [];

    /// <summary>How many splits were written.</summary>
    public int SplitCount { get; private set; }

    /// <summary>Compiles the tree.</summary>
    public Instruction[] Compile(ExpressionNode tree)
    {
        Write(tree);
        Add(new(Operation.Accept));
        return [.. program];
    }

    private void Write(ExpressionNode node)
    {
        switch (node)
        {
            case ExpressionNode.One one:
                Add(new(Operation.One, Set: one.Set));
                break;
            case ExpressionNode.Sequence sequence:
                foreach (ExpressionNode item in sequence.Items)
                    Write(item);
                break;
            case ExpressionNode.Choice choice:
                WriteChoice(choice.Items);
                break;
            case ExpressionNode.Repeat repeat:
                WriteRepeat(repeat);
                break;
            case ExpressionNode.Look look:
                WriteInner(look.Negative ? Operation.LookNot : Operation.Look, look.Item);
                break;
            case ExpressionNode.Atom atom:
                WriteInner(Operation.Atom, atom.Item);
                break;
            case ExpressionNode.At at:
                Add(new(Operation.At, (int)at.Anchor));
                break;
        }
    }

    private void WriteInner(Operation operation, ExpressionNode item)
    {
        int start = Add(new(operation));
        Write(item);
        Add(new(Operation.Accept));
        program[start] = new(operation, program.Count);
    }

    private void WriteChoice(IReadOnlyList<ExpressionNode> items)
    {
        List<int> jumps = [];
        for (int i = 0; i < items.Count; i++)
        {
            bool last = i == items.Count - 1;
            int split = last ? -1 : AddSplit();
            Write(items[i]);
            if (last)
                break;
            jumps.Add(Add(new(Operation.Jump)));
            program[split] = program[split] with { First = split + 1, Second = program.Count };
        }

        foreach (int jump in jumps)
            program[jump] = new(Operation.Jump, program.Count);
    }

    private void WriteRepeat(ExpressionNode.Repeat repeat)
    {
        for (int i = 0; i < repeat.Minimum; i++)
            Write(repeat.Item);
        if (repeat.Maximum is not int maximum)
        {
            int split = AddSplit();
            Write(repeat.Item);
            Add(new(Operation.Jump, split));
            Aim(split, repeat.Lazy);
            return;
        }

        List<int> splits = [];
        for (int i = repeat.Minimum; i < maximum; i++)
        {
            splits.Add(AddSplit());
            Write(repeat.Item);
        }

        foreach (int split in splits)
            Aim(split, repeat.Lazy);
    }

    /// <summary>A split between going into the item right after it and leaving to where the program ends now.</summary>
    private void Aim(int split, bool lazy) => program[split] = lazy
        ? program[split] with { First = program.Count, Second = split + 1 }
        : program[split] with { First = split + 1, Second = program.Count };

    private int AddSplit() => Add(new(Operation.Split, Choice: SplitCount++));

    private int Add(Instruction instruction)
    {
        if (program.Count >= MaximumInstructions)
        {
            throw new IngotException(location, $"The expression '{pattern}' repeats too much to be compiled.",
                "Write the tokenizer's split expression with smaller counts.");
        }

        program.Add(instruction);
        return program.Count - 1;
    }
}
