using System.CommandLine;
using Ingot.Inference.Precision;

namespace Ingot.Cli.Commands;

/// <summary><c>--compute</c>: in which numbers a model computes.</summary>
internal static class ComputeOption
{
    private static string Names => string.Join(", ", NumericPolicy.All.Select(policy => policy.Name));

    /// <summary>The option.</summary>
    public static Option<NumericPolicy> Create() => new("--compute")
    {
        Description = "Numbers to compute in: fp32, fp64 (small models), or fp16 or bf16 as PyTorch computes in them; default: auto, weights as they are stored.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => NumericPolicy.AsStored,
        CustomParser = result =>
        {
            if (NumericPolicy.Find(result.Tokens[0].Value) is { } policy)
                return policy;
            result.AddError($"'{result.Tokens[0].Value}' does not fit --compute, which takes one of {Names}.");
            return NumericPolicy.AsStored;
        },
    };
}
