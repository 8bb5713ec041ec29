using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>What a model becomes in a format: every tensor to be written, in order.</summary>
public static class TargetTensors
{
    // These follow from the configuration, which every layout has.
    private static readonly TensorRole[] computed = [TensorRole.RopeFrequencies, TensorRole.RopeLongFactors, TensorRole.RopeShortFactors];

    /// <summary>The tensors of a GGUF, in the published converter's order.</summary>
    /// <remarks>
    /// The order of the source with packed tensors replaced by their parts, computed tensors first; the experts of a layer come where
    /// its last one stands, in the order of the family's declaration. Give the map its tensors in
    /// <see cref="SourceTensor.InConverterOrder"/> when they come from a Hugging Face folder.
    /// </remarks>
    public static IReadOnlyList<TargetTensor> ForGguf(ArchitectureSpec spec, Hyperparameters hyperparameters, TensorMap map)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(hyperparameters);
        ArgumentNullException.ThrowIfNull(map);
        List<TargetTensor> targets = [];
        HashSet<TensorRole> held = [.. map.Tensors.Select(tensor => tensor.Spec.Role)];
        foreach (TensorRole role in GgufNames.FactorRoles(spec.Gguf))
        {
            if (!held.Contains(role) && RopeFrequencyFactors.For(role, hyperparameters) is { } factors)
                targets.Add(Gguf(GgufNames.SpecOf(spec, role), spec, -1, factors.Shape));
        }

        Dictionary<int, MappedTensor> lastExperts = map.Tensors.Where(tensor => tensor.Spec.IsPerExpert)
            .GroupBy(tensor => tensor.Layer).ToDictionary(layer => layer.Key, layer => layer.Last());
        foreach (MappedTensor tensor in map.Tensors.OrderBy(tensor => !tensor.Spec.GoesFirst))
        {
            IEnumerable<TensorSpec> complete = !tensor.Spec.IsPerExpert ? [tensor.Spec]
                : lastExperts[tensor.Layer] == tensor ? spec.Tensors.Where(other => other.IsPerExpert) : [];
            foreach (TensorSpec target in complete.SelectMany(stored => GgufNames.SpecsOf(spec, stored)))
            {
                TensorShape shape = tensor.Spec is { Packing: null, IsPerExpert: false, Transform: null }
                    ? tensor.Source.Shape
                    : target.Packing?.ShapeIn(hyperparameters) ?? RoleShapes.Of(target.Role, hyperparameters);
                targets.Add(Gguf(target, spec, tensor.Layer, shape));
            }
        }

        return targets;
    }

    /// <summary>The tensors of a Hugging Face checkpoint, in the order of the family's declaration: embedding, layers, norm, head.</summary>
    /// <param name="target">The family whose layout is to be written.</param>
    /// <param name="model">The weights there are.</param>
    /// <param name="own">The tensors of a source of that same family, whose names and spellings are kept; null for the family's first ones.</param>
    /// <exception cref="IngotException">The model lacks a tensor the target needs, or has one it cannot hold.</exception>
    public static IReadOnlyList<TargetTensor> ForHuggingFace(ArchitectureSpec target, IModelWeights model, TensorMap? own = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(model);
        RequirePlaces(target, model);
        int firstLayered = target.Tensors.TakeWhile(tensor => !tensor.IsPerLayer).Count();
        Dictionary<(TensorSpec, int, int), string> ownNames =
            own?.Tensors.ToDictionary(tensor => (tensor.Spec, tensor.Layer, tensor.Expert), tensor => tensor.Source.Name) ?? [];
        IEnumerable<(TensorSpec Spec, int Layer)> places =
        [
            .. target.Tensors.Take(firstLayered).Select(spec => (spec, -1)),
            .. from layer in Enumerable.Range(0, model.Hyperparameters.DeepestLayerCount)
               from spec in target.Tensors
               where spec.IsPerLayer && model.Hyperparameters.IsIn(spec.In, layer)
               select (spec, layer),
            .. target.Tensors.Skip(firstLayered).Where(spec => !spec.IsPerLayer).Select(spec => (spec, -1)),
        ];
        List<TargetTensor> targets = [];
        HashSet<(TensorRole, int)> placed = [];
        Dictionary<(TensorRole, int), TensorSpec> ownSpecs = [];
        foreach (MappedTensor tensor in own?.Tensors ?? [])
        {
            foreach (TensorRole role in tensor.Spec.Roles)
                ownSpecs[(role, tensor.Layer)] = tensor.Spec;
        }

        foreach ((TensorSpec spec, int layer) in places)
        {
            // What a family may store in two ways is written in the source's own, else in the one the family lists first.
            if (spec.Roles.Any(role => placed.Contains((role, layer)) || ownSpecs.GetValueOrDefault((role, layer), spec) != spec)
                || (spec.Beside is TensorRole other && model.Find(other, layer) is null))
            {
                continue;
            }

            IWeight?[] parts = [.. spec.Roles.Select(role => model.Find(role, layer))];
            if (parts.All(part => part is not null))
            {
                TensorShape shape = spec is { Packing: null, IsPerExpert: false, Transform: null }
                    ? parts[0]!.Shape
                    : spec.ShapeIn(model.Hyperparameters);
                placed.UnionWith(spec.Roles.Select(role => (role, layer)));
                targets.AddRange(spec.ExpertsIn(model.Hyperparameters)
                    .Select(expert => new TargetTensor(ownNames.GetValueOrDefault((spec, layer, expert)) ?? spec.NameIn(layer, expert), spec, layer, shape, target.Decoder.Rope, expert)));
            }
            else if (!spec.Optional && spec.TiedTo is null)
            {
                throw new IngotException(
                    new FileLocation(model.Name, spec.NameIn(layer)),
                    $"The {target.Name} layout needs this tensor and the model has none.",
                    "Choose a layout of the model's own family.");
            }
        }

        return targets;
    }

    private static TargetTensor Gguf(TensorSpec stored, ArchitectureSpec spec, int layer, TensorShape shape) =>
        new(stored.NameIn(layer), stored, layer, stored.Transform?.Inverse.ShapeOf(shape) ?? shape, spec.Gguf.Rope);

    private static void RequirePlaces(ArchitectureSpec target, IModelWeights model)
    {
        HashSet<TensorRole> known = [.. target.Tensors.SelectMany(tensor => tensor.Roles), .. computed];
        foreach (TensorRole role in Enum.GetValues<TensorRole>().Where(role => !known.Contains(role)))
        {
            for (int layer = -1; layer < model.Hyperparameters.DeepestLayerCount; layer++)
            {
                if (model.Find(role, layer) is IWeight weight)
                {
                    throw new IngotException(
                        new FileLocation(model.Name, weight.Name),
                        $"The {target.Name} layout has no place for {role}; without it the result would be another model.",
                        "Choose a layout of the model's own family.");
                }
            }
        }
    }
}
