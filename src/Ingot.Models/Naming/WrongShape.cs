using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>A tensor whose shape is not what the hyperparameters say.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Role">What it does.</param>
/// <param name="Expected">The shape that follows from the hyperparameters.</param>
/// <param name="Found">The shape it has.</param>
public sealed record WrongShape(string Name, TensorRole Role, TensorShape Expected, TensorShape Found);
