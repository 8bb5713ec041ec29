using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>What a storage class or a dtype of PyTorch holds.</summary>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="Type">Our type; null when there is none.</param>
internal sealed record StorageType(int ElementBytes, TensorType? Type)
{
    // Typed storages of torch and torch.cuda, by class.
    private static readonly Dictionary<string, StorageType> classes = new()
    {
        ["DoubleStorage"] = new(8, TensorTypes.F64),
        ["FloatStorage"] = new(4, TensorTypes.F32),
        ["HalfStorage"] = new(2, TensorTypes.F16),
        ["BFloat16Storage"] = new(2, TensorTypes.BF16),
        ["LongStorage"] = new(8, TensorTypes.I64),
        ["IntStorage"] = new(4, TensorTypes.I32),
        ["ShortStorage"] = new(2, TensorTypes.I16),
        ["CharStorage"] = new(1, TensorTypes.I8),
        ["ByteStorage"] = new(1, TensorTypes.U8),
        ["BoolStorage"] = new(1, TensorTypes.Bool),
        ["ComplexDoubleStorage"] = new(16, null),
        ["ComplexFloatStorage"] = new(8, null),
        ["QInt32Storage"] = new(4, null),
        ["QInt8Storage"] = new(1, null),
        ["QUInt8Storage"] = new(1, null),
        ["QUInt4x2Storage"] = new(1, null),
        ["QUInt2x4Storage"] = new(1, null),
        ["UntypedStorage"] = new(1, null),
    };

    private static readonly Dictionary<string, StorageType> dtypes = new()
    {
        ["float64"] = new(8, TensorTypes.F64),
        ["float32"] = new(4, TensorTypes.F32),
        ["float16"] = new(2, TensorTypes.F16),
        ["bfloat16"] = new(2, TensorTypes.BF16),
        ["float8_e4m3fn"] = new(1, TensorTypes.F8_E4M3),
        ["float8_e5m2"] = new(1, TensorTypes.F8_E5M2),
        ["float8_e8m0fnu"] = new(1, TensorTypes.F8_E8M0),
        ["int64"] = new(8, TensorTypes.I64),
        ["int32"] = new(4, TensorTypes.I32),
        ["int16"] = new(2, TensorTypes.I16),
        ["int8"] = new(1, TensorTypes.I8),
        ["uint64"] = new(8, TensorTypes.U64),
        ["uint32"] = new(4, TensorTypes.U32),
        ["uint16"] = new(2, TensorTypes.U16),
        ["uint8"] = new(1, TensorTypes.U8),
        ["bool"] = new(1, TensorTypes.Bool),
        ["float8_e4m3fnuz"] = new(1, null),
        ["float8_e5m2fnuz"] = new(1, null),
        ["float4_e2m1fn_x2"] = new(1, null),
        ["complex32"] = new(4, null),
        ["complex64"] = new(8, null),
        ["complex128"] = new(16, null),
        ["qint32"] = new(4, null),
        ["qint8"] = new(1, null),
        ["quint8"] = new(1, null),
        ["quint4x2"] = new(1, null),
        ["quint2x4"] = new(1, null),
    };

    /// <summary>What a storage class holds; null when the name is none.</summary>
    public static StorageType? OfClass(PickleGlobal name) =>
        name.Module is "torch" or "torch.cuda" or "torch.storage" ? classes.GetValueOrDefault(name.Name) : null;

    /// <summary>What a dtype is; null when the name is none.</summary>
    public static StorageType? OfDtype(PickleGlobal name) => name.Module == "torch" ? dtypes.GetValueOrDefault(name.Name) : null;
}
