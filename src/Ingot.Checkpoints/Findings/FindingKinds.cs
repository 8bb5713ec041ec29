namespace Ingot.Checkpoints.Findings;

/// <summary>Every kind of finding there is, and so every code. docs/findings.md lists the same ones; a test compares.</summary>
public static partial class FindingKinds
{
    /// <summary>GGUF has no word for the model's rope scaling. {0} kind, {1} factor, {2} context it is exact to.</summary>
    public static FindingKind RopeScalingNotInGguf { get; } = new(
        "rope-scaling-not-in-gguf", Severity.Warning,
        new("The model scales rotary positions by the rule '{0}' (factor {1}), which GGUF cannot express.",
            "该模型按规则 '{0}'（系数 {1}）缩放旋转位置编码，GGUF 无法表达这一规则。"),
        new("The file is exact up to {2} tokens. The rule is kept under ingot.rope_scaling for Ingot's own runtime; --rope-scaling none|linear:F|yarn:F chooses another for all runtimes.",
            "输出文件在 {2} 个词元以内结果完全一致。该规则保存在 ingot.rope_scaling 键中供 Ingot 运行时使用；可用 --rope-scaling none|linear:F|yarn:F 为所有运行时另选规则。"));

    /// <summary>The nonlinearity is not the architecture's. {0} the model's, {1} what readers compute.</summary>
    public static FindingKind ActivationNotInGguf { get; } = new(
        "activation-not-in-gguf", Severity.Warning,
        new("The feed-forward blocks use '{0}'; GGUF has no key for it, and readers compute '{1}' for this architecture.",
            "前馈层使用 '{0}'；GGUF 没有对应的键，读取程序对该架构一律按 '{1}' 计算。"),
        new("The nonlinearity is kept under ingot.activation for Ingot's own runtime; other runtimes may differ slightly.",
            "该非线性函数保存在 ingot.activation 键中供 Ingot 运行时使用；其他运行时的结果可能略有差异。"));

    /// <summary>A vocabulary entry is U+0000. {0} its id, {1} what is written.</summary>
    public static FindingKind NulToken { get; } = new(
        "nul-token", Severity.Note,
        new("Vocabulary entry {0} is the character U+0000, which C-string readers cannot hold.",
            "词表第 {0} 项是字符 U+0000，使用 C 字符串的程序无法保存它。"),
        new("It is written as '{1}', as the reference converter does, and recorded under ingot.nul_token so that it can be turned back; --nul-token chooses another.",
            "按参考转换器的做法写成 '{1}'，并记录在 ingot.nul_token 中以便还原；可用 --nul-token 另选。"));

    /// <summary>A special token is absent. {0} which, {1} what that means.</summary>
    public static FindingKind SpecialTokenAbsent { get; } = new(
        "special-token-absent", Severity.Note,
        new("The checkpoint names no {0} token.", "该检查点没有指定 {0} 词元。"),
        new("It stays absent in the result; nothing is put in its place.", "结果中同样不写该词元，不会用别的值代替。"));

    /// <summary>The turn-end token of the template does not end generation. {0} token, {1} its id.</summary>
    public static FindingKind TemplateEndNotEos { get; } = new(
        "template-end-not-eos", Severity.Warning,
        new("The chat template ends a turn with '{0}' (id {1}), which no file names as an end token.",
            "对话模板以 '{0}'（编号 {1}）结束一轮对话，但没有任何文件把它列为结束词元。"),
        new("Generation may not stop after an answer. Add the id to eos_token_id in generation_config.json; 'ingot check --fix' does.",
            "生成可能不会在回答后停止。请把该编号加入 generation_config.json 的 eos_token_id；'ingot check --fix' 可以代劳。"));

    /// <summary>The chat template is refused by the interpreter. {0} why.</summary>
    public static FindingKind TemplateBroken { get; } = new(
        "template-broken", Severity.Warning,
        new("The chat template does not parse: {0}", "对话模板无法解析：{0}"),
        new("It is copied as it is; conversation mode will not work with it.", "模板原样保留，但对话模式无法使用它。"));

    /// <summary>Vocabulary and embedding differ. {0} tokens, {1} rows.</summary>
    public static FindingKind VocabularySize { get; } = new(
        "vocabulary-size", Severity.Note,
        new("The tokenizer has {0} entries, the embedding {1} rows.", "分词器有 {0} 项，而词嵌入有 {1} 行。"),
        new("The embedding decides: the token list is padded with unused entries to {1}.", "以词嵌入为准：词表用未使用项补足到 {1}。"));

    /// <summary>The head is the embedding.</summary>
    public static FindingKind TiedHead { get; } = new(
        "tied-head", Severity.Note,
        new("The head holds the same bytes as the embedding.", "输出头与词嵌入的字节完全相同。"),
        new("Both are written, as the checkpoint has them.", "按检查点原样写出两者。"));

    /// <summary>The config says tied, the bytes say otherwise.</summary>
    public static FindingKind TiedClaimWrong { get; } = new(
        "tied-claim-wrong", Severity.Warning,
        new("config.json says the head is tied to the embedding, but the checkpoint has a head of its own with other bytes.",
            "config.json 声称输出头与词嵌入共享，但检查点中另有一个字节不同的输出头。"),
        new("The bytes decide: the head is written.", "以字节为准：写出该输出头。"));

    /// <summary>No known pre-tokenizer splits as this tokenizer does. {0} the one written.</summary>
    public static FindingKind PreTokenizerUnknown { get; } = new(
        "pre-tokenizer-unknown", Severity.Warning,
        new("No pre-tokenizer that llama.cpp knows splits text as this tokenizer.json does.",
            "llama.cpp 已知的预分词器中，没有一个与该 tokenizer.json 的切分方式相同。"),
        new("'{0}' is written; text may split differently there. --pre NAME chooses another.",
            "写入 '{0}'；在那里文本的切分可能不同。可用 --pre NAME 另选。"));

    /// <summary>The checkpoint names code. {0} the key.</summary>
    public static FindingKind RemoteCode { get; } = new(
        "remote-code", Severity.Note,
        new("The checkpoint names Python code of its own ({0}).", "该检查点指定了自带的 Python 代码（{0}）。"),
        new("It is never run: the family is known to Ingot as data.", "这些代码绝不会被执行：Ingot 以数据形式认识该模型族。"));

    /// <summary>Source tensors nothing uses. {0} how many, {1} names.</summary>
    public static FindingKind TensorsLeftOver { get; } = new(
        "tensors-left-over", Severity.Error,
        new("{0} tensors have no place in this family: {1}.", "有 {0} 个张量在该模型族中没有位置：{1}。"),
        new("The checkpoint is of another family or has parts Ingot does not know yet; nothing is dropped silently.",
            "该检查点属于别的模型族，或含有 Ingot 尚不认识的部分；不会悄悄丢弃任何张量。"));

    /// <summary>Tensors the family needs are absent. {0} how many, {1} names.</summary>
    public static FindingKind TensorsMissing { get; } = new(
        "tensors-missing", Severity.Error,
        new("{0} tensors are missing: {1}.", "缺少 {0} 个张量：{1}。"),
        new("Download the checkpoint again, or check that all shards are there.", "请重新下载检查点，或检查分片是否齐全。"));

    /// <summary>A head of its own is claimed and absent.</summary>
    public static FindingKind HeadMissing { get; } = new(
        "head-missing", Severity.Warning,
        new("config.json does not tie the head to the embedding, but the checkpoint has no head.",
            "config.json 未声明输出头与词嵌入共享，但检查点中没有输出头。"),
        new("The embedding serves as head, as it does in tied models. If the model has a head of its own, download the checkpoint again.",
            "以词嵌入作为输出头，与共享输出头的模型相同。如果该模型本应有独立的输出头，请重新下载检查点。"));

    /// <summary>The vocabulary is longer than the embedding. {0} entries, {1} rows.</summary>
    public static FindingKind VocabularyBeyondEmbedding { get; } = new(
        "vocabulary-beyond-embedding", Severity.Warning,
        new("The tokenizer has {0} entries, the embedding only {1} rows.", "分词器有 {0} 项，而词嵌入只有 {1} 行。"),
        new("Entries from {1} on are left out of the result: the model has nothing for them. If it should, the tokenizer or vocab_size is another model's.",
            "从第 {1} 项起的词表项不写入结果，因为模型中没有对应的行。如果本应有，则分词器或 vocab_size 属于别的模型。"));

    /// <summary>NaN or infinity in the source, in a job told to go on. {0} count, {1} what was done in English, {2} in Chinese.</summary>
    public static FindingKind NonFinite { get; } = new(
        "non-finite", Severity.Warning,
        new("{0} values are NaN or infinite.", "有 {0} 个值为 NaN 或无穷大。"),
        new("They were {1}, as --non-finite asks; without that option the job stops at the first.",
            "已按 --non-finite 的要求{2}；不指定该选项时，任务在遇到第一个此类值时停止。"));

    /// <summary>F16 could not hold values, in a job told to go on. {0} count.</summary>
    public static FindingKind Clipped { get; } = new(
        "clipped", Severity.Warning,
        new("{0} values exceed the range of F16 (65,504).", "有 {0} 个值超出 F16 的范围（65,504）。"),
        new("They became the largest F16, as --allow-clipping asks; without that option the job stops at the first. BF16 and F32 hold them.",
            "已按 --allow-clipping 的要求改为 F16 的最大值；不指定该选项时，任务在遇到第一个此类值时停止。BF16 和 F32 可以保存这些值。"));

    /// <summary>A type needs importances and a tensor has none, in a job told to go on. {0} the type.</summary>
    public static FindingKind ImportanceMissing { get; } = new(
        "importance-missing", Severity.Warning,
        new("There is no importance data for the tensor, and {0} needs it.", "该张量没有重要性数据，而 {0} 需要这些数据。"),
        new("All its columns weigh the same, as --allow-missing-importance asks; expect a poor result, or give an importance matrix that has data for it.",
            "已按 --allow-missing-importance 的要求让所有列权重相同；结果质量可能较差，最好提供含有该张量数据的重要性矩阵。"));

    /// <summary>No token reached an expert in calibration. {0} which, {1} how many there are.</summary>
    public static FindingKind ImportanceWithoutData { get; } = new(
        "importance-without-data", Severity.Warning,
        new("Calibration gave the importance matrix no data for these of the tensor's {1} matrices: {0}.", "在该张量的 {1} 个矩阵中，校准没有为以下矩阵提供重要性数据：{0}。"),
        new("All columns of those weigh the same. More or other calibration text may reach these experts.", "这些矩阵的所有列权重相同。使用更多或其他校准文本可能会触及这些专家。"));

    /// <summary>The importances of a matrix are all zero. {0} which, {1} how many there are.</summary>
    public static FindingKind ImportanceZero { get; } = new(
        "importance-zero", Severity.Warning,
        new("Every importance is 0 for these of the tensor's {1} matrices: {0}.", "在该张量的 {1} 个矩阵中，以下矩阵的重要性全部为 0：{0}。"),
        new("They are used as they are, so no error of those matrices counts and their result may be useless. --exclude-weights NAME leaves them out.",
            "按原样使用，因此这些矩阵的误差不计入，其结果可能无用。可用 --exclude-weights NAME 排除它们。"));

    /// <summary>The importance matrix speaks of tensors the model lacks. {0} how many, {1} of how many, {2} the first.</summary>
    public static FindingKind ImportanceOfOtherTensors { get; } = new(
        "importance-of-other-tensors", Severity.Warning,
        new("{0} of the {1} entries of the importance matrix name no tensor of the model; the first is {2}.",
            "重要性矩阵的 {1} 个条目中有 {0} 个不对应模型的任何张量；第一个是 {2}。"),
        new("They are not used. Check that the matrix was made for this model.", "这些条目不会被使用。请确认该矩阵是为此模型制作的。"));

    /// <summary>A PyTorch archive holds tensors beside the state dict. {0} the keys.</summary>
    public static FindingKind ArchiveHoldsMore { get; } = new(
        "archive-holds-more", Severity.Note,
        new("The PyTorch archive holds tensors beside the model's state dict, under {0}.", "该 PyTorch 归档除模型的状态字典外，还在 {0} 下保存了其他张量。"),
        new("They belong to the training and are left out.", "这些张量属于训练过程，结果中不包含它们。"));

    /// <summary>The weights of a GGUF were quantized. {0} the types.</summary>
    public static FindingKind SourceQuantized { get; } = new(
        "source-quantized", Severity.Warning,
        new("The source holds its weights as {0}.", "源文件的权重以 {0} 存储。"),
        new("They are decoded exactly as they are; what quantizing them lost stays lost.", "按原样精确解码；量化时已损失的精度无法恢复。"));

    /// <summary>Keys of a GGUF that a folder has no place for. {0} the keys.</summary>
    public static FindingKind MetadataLeftBehind { get; } = new(
        "metadata-left-behind", Severity.Note,
        new("A Hugging Face folder has no place for these keys of the GGUF: {0}.", "Hugging Face 文件夹无法保存 GGUF 的以下键：{0}。"),
        new("They are left out.", "结果中不包含它们。"));

    /// <summary>What a GGUF does not hold and a folder may.</summary>
    public static FindingKind NotInGguf { get; } = new(
        "not-in-gguf", Severity.Note,
        new("A GGUF does not hold training settings, nor how added tokens treat the spaces around them.", "GGUF 不保存训练设置，也不保存附加词元如何处理其两侧的空格。"),
        new("config.json leaves the former to the family's defaults; added tokens take no spaces.", "config.json 对前者采用该模型家族的默认值；附加词元不吞并空格。"));

    /// <summary>Tensors of a GGUF are quantized a second time. {0} how many, {1} from which types.</summary>
    public static FindingKind Requantized { get; } = new(
        "requantized", Severity.Warning,
        new("{0} tensors are quantized already ({1}) and are quantized again.", "{0} 个张量已经量化（{1}），将被再次量化。"),
        new("The added error is measured against the source and recorded with the source's own lineage. Quantizing the 16-bit model gives a better file.",
            "新增误差以源文件为准测量，并与源文件自身的来历一并记录。直接量化 16 位模型可得到更好的文件。"));

    /// <summary>What a second quantization cost. {0} mean error, {1} the largest, {2} its tensor.</summary>
    public static FindingKind RequantizationError { get; } = new(
        "requantization-error", Severity.Warning,
        new("Quantizing again added a relative error of {0} in the mean, at most {1} ({2}).", "再次量化新增的相对误差平均为 {0}，最大为 {1}（{2}）。"),
        new("It comes on top of what the source had lost before.", "这是在源文件原有损失之上的误差。"));

    /// <summary>Every kind, in the order of the documentation.</summary>
    public static IReadOnlyList<FindingKind> All =>
    [
        RopeScalingNotInGguf, ActivationNotInGguf, NulToken, SpecialTokenAbsent, TemplateEndNotEos, TemplateBroken, VocabularySize, VocabularyBeyondEmbedding,
        PreTokenizerUnknown, TiedHead, TiedClaimWrong, HeadMissing, RemoteCode, TensorsLeftOver, TensorsMissing, NonFinite, Clipped,
        ImportanceMissing, ImportanceWithoutData, ImportanceZero, ImportanceOfOtherTensors, ArchiveHoldsMore,
        QuantizedSource, QuantizationClaimWrong, QuantizationRefuted, QuantizationAssumed, Float8Unscaled, VocabularyLeftOut,
        SourceQuantized, MetadataLeftBehind, NotInGguf, Requantized, RequantizationError,
        SourceRefused, PlanRefused, JsonDamaged, FamilyUnknown, FamilyContradiction, ConfigRefused, ConfigContradictsTensors,
        RopeSettingsDisputed, SpecialTokenDisputed, SpecialTokenNull, SpecialTokenOutOfRange, TokenizerMissing, TokenizerRefused,
        DuplicateToken, AddedTokenDisputed, TemplateRefuses, ShardMissing, ShardIsPointer, ShardTruncated, ShardDamaged,
        ShardNotInIndex, WeightsTwice, IndexDamaged, IndexMissing, IndexWrong, TensorInNoShard, TensorDuplicated,
        TensorsMisshaped, ExpertsIncomplete, DtypeContradiction, QuantizedBlocks,
        OddWidths, TypeFallsBack, DiskShort, MemoryShort, ValuesNotFinite, ValuesClippedByF16, ValuesBeyondF16, ValuesLostInF16,
        TensorAllZero, TensorConstant, ScanLeftOut,
    ];
}
