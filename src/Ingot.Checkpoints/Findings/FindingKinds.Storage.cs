namespace Ingot.Checkpoints.Findings;

/// <content>What there is to say of how weights are stored.</content>
public static partial class FindingKinds
{
    /// <summary>Weights are quantized already. {0} schemes, {1} how many matrices, {2} of how many, {3} bits per weight.</summary>
    public static FindingKind QuantizedSource { get; } = new(
        "quantized-source", Severity.Note,
        new("{1} of {2} matrices are quantized already: {0}, {3} bits per weight. What that rounding lost is lost before conversion begins.",
            "{2} 个矩阵中有 {1} 个已经量化：{0}，每权重 {3} 位。该量化造成的损失在转换之前就已存在。"),
        new("They are decoded exactly as the scheme's own library decodes them. Quantizing again adds a second error; convert with --verify --against ORIGINAL to see both.",
            "按该方案自身的库精确解码。再次量化会叠加第二重误差；可用 --verify --against 原始模型 同时查看两者。"));

    /// <summary>The configuration speaks of quantization, the tensors are plain. {0} the method.</summary>
    public static FindingKind QuantizationClaimWrong { get; } = new(
        "quantization-claim-wrong", Severity.Warning,
        new("The configuration says the weights are stored by {0}, but every tensor holds plain numbers.", "配置声称权重以 {0} 方式存储，但所有张量都是普通数值。"),
        new("The tensors decide: they are taken as they are. The model was probably dequantized without cleaning its configuration.",
            "以张量为准，按原样读取。该模型可能已反量化，但配置未清理。"));

    /// <summary>The configuration of a quantized checkpoint is refuted by its tensors. {0} key, {1} claimed, {2} actual.</summary>
    public static FindingKind QuantizationRefuted { get; } = new(
        "quantization-refuted", Severity.Warning,
        new("The quantization configuration says {0} is {1}, but the tensors' shapes say {2}.", "量化配置中 {0} 为 {1}，但张量形状表明是 {2}。"),
        new("The tensors decide, here and wherever else they disagree.", "此处及其他不一致之处均以张量为准。"));

    /// <summary>A part of a quantized checkpoint is missing and has one sensible value. {0} what, {1} assumed.</summary>
    public static FindingKind QuantizationAssumed { get; } = new(
        "quantization-assumed", Severity.Warning,
        new("A quantized weight lacks {0}.", "某个量化权重缺少 {0}。"),
        new("Assumed, for all such weights: {1}.", "对所有此类权重采用：{1}。"));

    /// <summary>8-bit floats without scales and without a configuration. {0} their type.</summary>
    public static FindingKind Float8Unscaled { get; } = new(
        "float8-unscaled", Severity.Warning,
        new("Weights are stored as {0} without scales, and nothing says that they should have any.", "权重以 {0} 存储且没有缩放系数，也没有任何配置说明应有缩放系数。"),
        new("They are taken as plain numbers. If the model talks nonsense, its scales were lost: use another copy.",
            "按普通数值读取。如果模型输出混乱，说明缩放系数已丢失：请换用其他副本。"));

    /// <summary>The result has no vocabulary because --no-vocab was given.</summary>
    public static FindingKind VocabularyLeftOut { get; } = new(
        "vocabulary-left-out", Severity.Warning,
        new("The result has no tokenizer.", "结果中没有分词器。"),
        new("It was left out, as --no-vocab asks; programs that need text must bring their own tokens.", "已按 --no-vocab 的要求省略；需要文本的程序须自行提供词元。"));
}
