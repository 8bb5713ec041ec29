namespace Ingot.Checkpoints.Findings;

/// <content>What only <c>ingot check</c> looks for: everything else is found on the way to a conversion as well.</content>
public static partial class FindingKinds
{
    /// <summary>The checkpoint is refused. {0} why, {1} what to do.</summary>
    public static FindingKind SourceRefused { get; } = new(
        "source-refused", Severity.Error,
        new("The checkpoint cannot be opened: {0}", "无法打开该检查点：{0}"),
        new("{1}", "{1}"));

    /// <summary>The conversion is refused. {0} why, {1} what to do.</summary>
    public static FindingKind PlanRefused { get; } = new(
        "plan-refused", Severity.Error,
        new("The conversion would stop: {0}", "转换将会中止：{0}"),
        new("{1}", "{1}"));

    /// <summary>A JSON file cannot be read. {0} why, {1} what to do.</summary>
    public static FindingKind JsonDamaged { get; } = new(
        "json-damaged", Severity.Error,
        new("The file cannot be read: {0}", "无法读取该文件：{0}"),
        new("{1}", "{1}"));

    /// <summary>No class of config.json is known. {0} the classes.</summary>
    public static FindingKind FamilyUnknown { get; } = new(
        "family-unknown", Severity.Error,
        new("No family has the class {0} that config.json names.", "config.json 指定的类 {0} 不属于任何已知模型族。"),
        new("Check \"architectures\" in config.json. 'ingot inspect' still shows the tensors; a family is one file of data to add.",
            "请检查 config.json 中的 \"architectures\"。'ingot inspect' 仍可显示张量；新增一个模型族只需一个数据文件。"));

    /// <summary>model_type is another family's. {0} it, {1} the family of the class.</summary>
    public static FindingKind FamilyContradiction { get; } = new(
        "family-contradiction", Severity.Warning,
        new("model_type is '{0}', but the class is of the family {1}.", "model_type 为 '{0}'，但类属于模型族 {1}。"),
        new("The class decides: the model is read as {1}. --fix writes that model_type.", "以类为准：按 {1} 读取该模型。--fix 会写入对应的 model_type。"));

    /// <summary>config.json's numbers are refused. {0} why, {1} what to do.</summary>
    public static FindingKind ConfigRefused { get; } = new(
        "config-refused", Severity.Error,
        new("config.json cannot be used: {0}", "无法使用 config.json：{0}"),
        new("{1}", "{1}"));

    /// <summary>A number of config.json is not that of the tensors. {0} stated, {1} of the tensors, {2} which tensor tells.</summary>
    public static FindingKind ConfigContradictsTensors { get; } = new(
        "config-contradicts-tensors", Severity.Error,
        new("The value is {0}, but {2} says {1}.", "该值为 {0}，但根据 {2} 应为 {1}。"),
        new("The tensors are what was trained: --fix writes {1}.", "张量才是训练的结果：--fix 会写入 {1}。"));

    /// <summary>Rope settings stand under two names and differ. {0} the key that counts.</summary>
    public static FindingKind RopeSettingsDisputed { get; } = new(
        "rope-settings-disputed", Severity.Warning,
        new("Rope settings stand here and under {0}, and they differ.", "此处与 {0} 都有旋转位置编码设置，且两者不同。"),
        new("{0} counts; --fix takes this one away.", "以 {0} 为准；--fix 会删除此处的设置。"));

    /// <summary>Files name different ids. {0} BOS, EOS or PAD, {1} the id here, {2} the one that counts, {3} its file.</summary>
    public static FindingKind SpecialTokenDisputed { get; } = new(
        "special-token-disputed", Severity.Warning,
        new("The {0} token is {1} here, but {2} in {3}.", "{0} 词元在此处为 {1}，而在 {3} 中为 {2}。"),
        new("{3} wins: {2} is written to the result. --fix makes config.json and generation_config.json agree with it; if it is the wrong one, correct {3}.",
            "以 {3} 为准：结果中写入 {2}。--fix 会使 config.json 和 generation_config.json 与之一致；如果它是错的，请更正 {3}。"));

    /// <summary>A file says null where another names a token. {0} BOS, EOS or PAD, {1} the id, {2} the file that names it.</summary>
    public static FindingKind SpecialTokenNull { get; } = new(
        "special-token-null", Severity.Note,
        new("The {0} token is null here, but {2} names one (id {1}).", "{0} 词元在此处为 null，但 {2} 指定了一个（编号 {1}）。"),
        new("{2} wins: {1} is written to the result.", "以 {2} 为准：结果中写入 {1}。"));

    /// <summary>An id has no row. {0} BOS, EOS or PAD, {1} the id, {2} rows of the embedding.</summary>
    public static FindingKind SpecialTokenOutOfRange { get; } = new(
        "special-token-out-of-range", Severity.Warning,
        new("The {0} token is {1}, but the embedding has {2} rows.", "{0} 词元为 {1}，但词嵌入只有 {2} 行。"),
        new("It cannot be used; --fix takes it away.", "无法使用；--fix 会将其删除。"));

    /// <summary>There is no tokenizer.</summary>
    public static FindingKind TokenizerMissing { get; } = new(
        "tokenizer-missing", Severity.Error,
        new("The folder has no tokenizer that is read.", "该文件夹中没有可读取的分词器。"),
        new("Download tokenizer.json or tokenizer.model as well; --no-vocab converts without one.", "请同时下载 tokenizer.json 或 tokenizer.model；--no-vocab 可在没有分词器时转换。"));

    /// <summary>The tokenizer is refused. {0} why, {1} what to do.</summary>
    public static FindingKind TokenizerRefused { get; } = new(
        "tokenizer-refused", Severity.Error,
        new("The tokenizer cannot be used: {0}", "无法使用该分词器：{0}"),
        new("{1}", "{1}"));

    /// <summary>Two entries have one text. {0} how many do, {1} the first, {2} its ids.</summary>
    public static FindingKind DuplicateToken { get; } = new(
        "duplicate-token", Severity.Warning,
        new("{0} vocabulary entries repeat an earlier one; the first is '{1}' (ids {2}).", "有 {0} 个词表项与之前的项重复；第一个是 '{1}'（编号 {2}）。"),
        new("All are written. Readers that look a token up by its text find one of the ids, so a text may encode differently.",
            "全部原样写出。按文本查找词元的程序只会找到其中一个编号，因此文本的编码可能不同。"));

    /// <summary>Two files give an added token different ids. {0} its text, {1} the id here, {2} the id in tokenizer_config.json.</summary>
    public static FindingKind AddedTokenDisputed { get; } = new(
        "added-token-disputed", Severity.Warning,
        new("The added token '{0}' has id {1} in tokenizer.json, but {2} in tokenizer_config.json.",
            "新增词元 '{0}' 在 tokenizer.json 中的编号为 {1}，而在 tokenizer_config.json 中为 {2}。"),
        new("Take both files from one version of the checkpoint.", "请从检查点的同一版本获取这两个文件。"));

    /// <summary>The template fails on a conversation of these roles. {0} roles, {1} why.</summary>
    public static FindingKind TemplateRefuses { get; } = new(
        "template-refuses", Severity.Note,
        new("The chat template does not render a conversation of {0}: {1}", "对话模板无法渲染由 {0} 组成的对话：{1}"),
        new("It is copied as it is; such conversations fail with it.", "模板原样保留；此类对话将会失败。"));

    /// <summary>A shard is not there. {0} tensors the index puts in it.</summary>
    public static FindingKind ShardMissing { get; } = new(
        "shard-missing", Severity.Error,
        new("The file is not there; the index names it for {0} tensors.", "该文件不存在；索引中有 {0} 个张量指向它。"),
        new("Download it into the folder.", "请将其下载到该文件夹。"));

    /// <summary>A shard is a Git LFS pointer. {0} its bytes.</summary>
    public static FindingKind ShardIsPointer { get; } = new(
        "shard-is-pointer", Severity.Error,
        new("The file is a text of {0:N0} bytes that stands for the weights in a Git repository (Git LFS), not the weights.",
            "该文件是 Git 仓库中代表权重的 {0:N0} 字节文本（Git LFS 指针），不是权重本身。"),
        new("Run 'git lfs pull' in the folder, or download the file itself.", "请在该文件夹中运行 'git lfs pull'，或直接下载该文件。"));

    /// <summary>A shard ends early. {0} its bytes, {1} those its header speaks of.</summary>
    public static FindingKind ShardTruncated { get; } = new(
        "shard-truncated", Severity.Error,
        new("The file has {0:N0} bytes, but its header speaks of {1:N0}.", "该文件只有 {0:N0} 字节，而文件头声明为 {1:N0} 字节。"),
        new("The download was cut off: download the file again.", "下载中断：请重新下载该文件。"));

    /// <summary>A shard is damaged. {0} how, {1} what to do.</summary>
    public static FindingKind ShardDamaged { get; } = new(
        "shard-damaged", Severity.Error,
        new("The file is damaged: {0}", "该文件已损坏：{0}"),
        new("{1}", "{1}"));

    /// <summary>A shard is in the folder and not in the index. {0} its tensors.</summary>
    public static FindingKind ShardNotInIndex { get; } = new(
        "shard-not-in-index", Severity.Warning,
        new("The index does not name this file, though it has {0} tensors.", "索引中没有该文件，尽管它含有 {0} 个张量。"),
        new("It is not read. If it belongs to the model, the index is of another version.", "不会读取它。如果它属于该模型，则索引是另一个版本的。"));

    /// <summary>A whole file and an index stand side by side.</summary>
    public static FindingKind WeightsTwice { get; } = new(
        "weights-twice", Severity.Warning,
        new("The folder has both model.safetensors and an index of shards.", "该文件夹中同时有 model.safetensors 和分片索引。"),
        new("model.safetensors is read and the shards are not. Remove the one that is not meant.", "读取 model.safetensors，不读取分片。请删除不需要的一方。"));

    /// <summary>The index is refused. {0} why, {1} what to do.</summary>
    public static FindingKind IndexDamaged { get; } = new(
        "index-damaged", Severity.Error,
        new("The index cannot be used: {0}", "无法使用该索引：{0}"),
        new("{1}", "{1}"));

    /// <summary>Shards without an index. {0} how many.</summary>
    public static FindingKind IndexMissing { get; } = new(
        "index-missing", Severity.Error,
        new("There are {0} safetensors files and no index that says which tensor lies where.", "有 {0} 个 safetensors 文件，但没有说明张量所在位置的索引。"),
        new("The option --fix writes the index from the files' headers.", "选项 --fix 会根据各文件头写出索引。"));

    /// <summary>Index and shards disagree on tensors that are there. {0} how many, {1} names.</summary>
    public static FindingKind IndexWrong { get; } = new(
        "index-wrong", Severity.Error,
        new("The index is wrong about {0} tensors that the files hold: {1}.", "索引中有 {0} 个张量的位置与文件不符：{1}。"),
        new("The option --fix writes the index anew from the files' headers.", "选项 --fix 会根据各文件头重新写出索引。"));

    /// <summary>The index names tensors no file has. {0} how many, {1} names.</summary>
    public static FindingKind TensorInNoShard { get; } = new(
        "tensor-in-no-shard", Severity.Error,
        new("The index names {0} tensors that no file holds: {1}.", "索引中有 {0} 个张量不在任何文件中：{1}。"),
        new("Index and files are of different versions: download all of them again.", "索引与文件版本不同：请全部重新下载。"));

    /// <summary>Two shards hold one tensor. {0} how many such tensors, {1} names, {2} the other file.</summary>
    public static FindingKind TensorDuplicated { get; } = new(
        "tensor-duplicated", Severity.Error,
        new("{0} tensors are in this file and in {2} as well: {1}.", "有 {0} 个张量同时存在于该文件和 {2} 中：{1}。"),
        new("Nothing says which is meant: download the checkpoint again.", "无法判断以哪个为准：请重新下载检查点。"));

    /// <summary>Tensors of another shape than the configuration says. {0} how many, {1} found, {2} expected.</summary>
    public static FindingKind TensorsMisshaped { get; } = new(
        "tensors-misshaped", Severity.Error,
        new("{0} tensors have another shape than config.json implies; this one is {1} instead of {2}.",
            "有 {0} 个张量的形状与 config.json 不符；此张量为 {1}，应为 {2}。"),
        new("Correct the number in config.json that disagrees with the tensors, or download both again.", "请更正 config.json 中与张量不符的数值，或重新下载两者。"));

    /// <summary>Experts are missing. {0} how many layers lack some, {1} found, {2} expected, {3} the first that is missing.</summary>
    public static FindingKind ExpertsIncomplete { get; } = new(
        "experts-incomplete", Severity.Error,
        new("{0} groups of expert tensors are incomplete; this one has {1} of {2}, expert {3} is missing.",
            "有 {0} 组专家张量不完整；此组有 {1} 个，应有 {2} 个，缺少专家 {3}。"),
        new("Download the checkpoint again, or correct the number of experts in config.json.", "请重新下载检查点，或更正 config.json 中的专家数量。"));

    /// <summary>config.json names another number type than the tensors have. {0} it, {1} theirs.</summary>
    public static FindingKind DtypeContradiction { get; } = new(
        "dtype-contradiction", Severity.Note,
        new("config.json says {0}, but the weights are stored as {1}.", "config.json 声明为 {0}，但权重以 {1} 存储。"),
        new("The tensors decide; --fix writes {1}.", "以张量为准；--fix 会写入 {1}。"));

    /// <summary>A GGUF's weights are in blocks already. {0} the types.</summary>
    public static FindingKind QuantizedBlocks { get; } = new(
        "quantized-blocks", Severity.Note,
        new("The weights are stored in blocks of {0} already.", "权重已经以 {0} 的块存储。"),
        new("Quantizing them again adds loss to loss: start from the 16- or 32-bit file where there is one.",
            "再次量化会在损失之上叠加损失：如有 16 位或 32 位文件，请从该文件开始。"));

    /// <summary>Rows that super-blocks do not fill. {0} how many matrices, {1} columns of the first.</summary>
    public static FindingKind OddWidths { get; } = new(
        "odd-widths", Severity.Note,
        new("{0} matrices have rows that blocks of 256 do not fill; this one has {1} columns.", "有 {0} 个矩阵的行长不能被 256 整除；此矩阵有 {1} 列。"),
        new("K-quants fall back to blocks of 32 or to F16 for them; 'ingot check -q TYPE' says what becomes of a type.",
            "对这些矩阵，K 量化会退回到 32 块的类型或 F16；'ingot check -q TYPE' 会说明某个类型的结果。"));

    /// <summary>A file type that falls back. {0} how many tensors, {1} which to what, {2} true bits per weight, {3} without fallback.</summary>
    public static FindingKind TypeFallsBack { get; } = new(
        "type-falls-back", Severity.Warning,
        new("{0} tensors cannot have the type the mix gives them: {1}. The file has {2:0.00} bits per weight instead of {3:0.00}.",
            "有 {0} 个张量无法使用该混合方案给定的类型：{1}。文件为每权重 {2:0.00} 位，而不是 {3:0.00} 位。"),
        new("They fall back as stated, as llama-quantize does; a type with blocks of 32, such as Q4_0 or IQ4_NL, falls back nowhere.",
            "按所述退回，与 llama-quantize 相同；块大小为 32 的类型（如 Q4_0 或 IQ4_NL）不会退回。"));

    /// <summary>The disk is too small. {0} needed, {1} free.</summary>
    public static FindingKind DiskShort { get; } = new(
        "disk-short", Severity.Error,
        new("The result needs {0:N0} bytes and {1:N0} are free.", "结果需要 {0:N0} 字节，可用空间为 {1:N0} 字节。"),
        new("Free some space or write to another disk with -o.", "请释放空间，或用 -o 写到另一块磁盘。"));

    /// <summary>The memory is too small. {0} needed, {1} there.</summary>
    public static FindingKind MemoryShort { get; } = new(
        "memory-short", Severity.Warning,
        new("The conversion holds up to {0:N0} bytes and {1:N0} are there.", "转换最多占用 {0:N0} 字节内存，可用内存为 {1:N0} 字节。"),
        new("Give fewer threads with -t: each takes a buffer of its own.", "请用 -t 减少线程数：每个线程占用一份缓冲区。"));

    /// <summary>NaN or infinity in the data. {0} how many, {1} in how many tensors, {2} their names.</summary>
    public static FindingKind ValuesNotFinite { get; } = new(
        "values-not-finite", Severity.Error,
        new("{0:N0} values in {1} tensors are NaN or infinite: {2}.", "{1} 个张量中有 {0:N0} 个值为 NaN 或无穷大：{2}。"),
        new("Conversion stops at the first. Download the checkpoint again; or choose --non-finite zero or --non-finite keep.",
            "转换会在第一个此类值处停止。请重新下载检查点；或选择 --non-finite zero 或 --non-finite keep。"));

    /// <summary>Values beyond F16 that an asked type cannot hold. {0} how many, {1} in how many tensors, {2} names, {3} the largest.</summary>
    public static FindingKind ValuesClippedByF16 { get; } = new(
        "values-clipped-by-f16", Severity.Error,
        new("{0:N0} values in {1} tensors that would become F16 are beyond its range of 65,504, up to {3:G6}: {2}.",
            "{1} 个将转为 F16 的张量中有 {0:N0} 个值超出其范围 65,504，最大为 {3:G6}：{2}。"),
        new("Conversion stops at the first. BF16 and F32 hold them; --allow-clipping clips and counts them.",
            "转换会在第一个此类值处停止。BF16 和 F32 可以保存这些值；--allow-clipping 会截断并计数。"));

    /// <summary>Values beyond F16. {0} how many, {1} in how many tensors, {2} names, {3} the largest.</summary>
    public static FindingKind ValuesBeyondF16 { get; } = new(
        "values-beyond-f16", Severity.Note,
        new("{0:N0} values in {1} tensors are beyond the range of F16 (65,504), up to {3:G6}: {2}.",
            "{1} 个张量中有 {0:N0} 个值超出 F16 的范围（65,504），最大为 {3:G6}：{2}。"),
        new("The types asked for hold them; F16 would not.", "所要求的类型可以保存这些值；F16 则不能。"));

    /// <summary>Values that F16 flushes. {0} how many, {1} in how many tensors, {2} names, {3} how many are denormal floats.</summary>
    public static FindingKind ValuesLostInF16 { get; } = new(
        "values-lost-in-f16", Severity.Note,
        new("{0:N0} values in {1} tensors are so small that F16 makes them 0 ({3:N0} are denormal floats): {2}.",
            "{1} 个张量中有 {0:N0} 个值过小，在 F16 中会变为 0（其中 {3:N0} 个为非规格化浮点数）：{2}。"),
        new("BF16 and F32 keep them. They hardly matter beside ordinary weights.", "BF16 和 F32 会保留它们。与普通权重相比，它们几乎没有影响。"));

    /// <summary>Matrices of zeros. {0} how many, {1} names.</summary>
    public static FindingKind TensorAllZero { get; } = new(
        "tensor-all-zero", Severity.Warning,
        new("{0} matrices hold nothing but 0: {1}.", "有 {0} 个矩阵全为 0：{1}。"),
        new("They are written as they are. Weights that were never filled look like this: compare with the published file.",
            "按原样写出。从未写入过的权重就是这样：请与发布的文件比较。"));

    /// <summary>Matrices of one value. {0} how many, {1} names, {2} the value of the first.</summary>
    public static FindingKind TensorConstant { get; } = new(
        "tensor-constant", Severity.Warning,
        new("{0} matrices hold one value everywhere ({2:G6}): {1}.", "有 {0} 个矩阵处处为同一个值（{2:G6}）：{1}。"),
        new("They are written as they are. No training leaves a matrix like this: compare with the published file.",
            "按原样写出。训练不会产生这样的矩阵：请与发布的文件比较。"));

    /// <summary>The data was not read.</summary>
    public static FindingKind ScanLeftOut { get; } = new(
        "scan-left-out", Severity.Note,
        new("The weights themselves were not read, as --quick asks.", "按 --quick 的要求，没有读取权重数据。"),
        new("NaN, infinities, values beyond F16 and empty matrices are found without it, or by the conversion.",
            "不使用该选项，或在转换时，可以发现 NaN、无穷大、超出 F16 的值以及空矩阵。"));
}
