using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>Runs a plan: streams rows from the source to every output, journals what is done, and names the files at the end.</summary>
/// <remarks>
/// Output stands under its name only when it is complete and synced. A failed or cancelled run leaves nothing; a killed one
/// leaves temporary files and a journal, and the same plan continues there and ends with the same bytes.
/// </remarks>
internal static class PlanExecutor
{
    /// <summary>Runs the plan to its end.</summary>
    /// <exception cref="IngotException">An output exists, space or rights are missing, or the source holds values the options forbid.</exception>
    public static ConversionReport Execute(
        ConversionPlan plan,
        IReadOnlyList<OutputJob> outputs,
        ExecutionOptions options,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        OutputRules.RefuseOwnSource(plan);
        string journalPath = plan.Outputs[0].Files[0].Path + ".ingot-journal";
        string fingerprint = plan.Fingerprint();
        string? found = Journal.FingerprintOf(journalPath);
        bool isSame = found == fingerprint && !options.Restart;
        if (isSame && FinishRenaming(plan, journalPath) is { } finished)
            return finished;

        OutputRules.RefuseExisting(plan, options);
        bool resumes = isSame && plan.Outputs.SelectMany(output => output.Files).All(IsStaged);
        // What the earlier run wrote takes its space already, and how much of it cannot be asked.
        if (!resumes)
            DiskSpace.Require(plan);
        string? restartReason = found is null || resumes ? null
            : options.Restart ? "--restart was given"
            : isSame ? "its temporary files are not there any more"
            : "its inputs or options were different";

        if (options.MustResume && !resumes)
        {
            throw new IngotException(
                new(journalPath), restartReason is null ? "There is no unfinished run of this output." : $"The unfinished run of this output cannot be continued: {restartReason}.",
                "Leave out --resume to start over, or give the command that was interrupted.");
        }

        CreatedFolders folders = CreatedFolders.For(plan);
        List<List<StagedFile>> files = [];
        Journal? journal = null;
        bool keep = false;
        try
        {
            // The journal first: whoever holds it may touch the temporary files.
            journal = resumes ? Journal.Continue(journalPath) : Journal.Create(journalPath, fingerprint);
            foreach (PlannedOutput output in plan.Outputs)
            {
                List<StagedFile> staged = [];
                files.Add(staged);
                foreach (PlannedFile file in output.Files)
                    staged.Add(new(file.Path, file.LengthBytes, continues: resumes));
            }

            ConversionReport report = new Run(plan, outputs, files, journal, options, progress).ToEnd(cancellation);
            keep = true;
            files.ForEach(staged => staged.ForEach(file => file.Commit()));
            RenameCompanions(plan);
            journal.Delete();
            return report with { RestartReason = restartReason };
        }
        finally
        {
            files.ForEach(staged => staged.ForEach(file => Close(file, keep)));
            if (!keep && journal is not null)
            {
                plan.Outputs.SelectMany(output => output.Companions).ToList().ForEach(StagedFile.RemoveTemporary);
                journal.Delete();
            }

            journal?.Dispose();
            if (!keep)
                folders.RemoveEmpty();
        }
    }

    /// <summary>Whether an earlier run's temporary file is there as it left it; its content is vouched for by the journal.</summary>
    private static bool IsStaged(PlannedFile file) =>
        File.Exists(file.Path + StagedFile.Suffix) && new FileInfo(file.Path + StagedFile.Suffix).Length == file.LengthBytes;

    private static void Close(StagedFile file, bool keep)
    {
        if (keep)
            file.Dispose();
        else
            file.Discard();
    }

    /// <summary>An earlier run that had everything on disk only needs its renames done.</summary>
    private static ConversionReport? FinishRenaming(ConversionPlan plan, string journalPath)
    {
        using Journal journal = Journal.Continue(journalPath);
        if (!journal.IsComplete)
            return null;
        foreach (PlannedFile file in plan.Outputs.SelectMany(output => output.Files))
        {
            if (File.Exists(file.Path + StagedFile.Suffix))
                File.Move(file.Path + StagedFile.Suffix, file.Path, overwrite: true);
            else if (!File.Exists(file.Path) || new FileInfo(file.Path).Length != file.LengthBytes)
                return null;
        }

        RenameCompanions(plan);
        journal.Delete();
        return new()
        {
            Outputs = [.. plan.Outputs.Select(output => new OutputReport(output.FileType, [.. output.Files.Select(file => file.Path)], []))],
            ResumedShare = 1,
            SourceHashes = [],
        };
    }

    private static void RenameCompanions(ConversionPlan plan)
    {
        foreach (string path in plan.Outputs.SelectMany(output => output.Companions))
        {
            if (File.Exists(path + StagedFile.Suffix))
                File.Move(path + StagedFile.Suffix, path, overwrite: true);
        }
    }

    /// <summary>The state of one run.</summary>
    private sealed class Run(
        ConversionPlan plan,
        IReadOnlyList<OutputJob> outputs,
        IReadOnlyList<IReadOnlyList<StagedFile>> files,
        Journal journal,
        ExecutionOptions options,
        IProgress<ConversionProgress>? progress)
    {
        private readonly IReadOnlyList<WorkUnit> units = WorkUnit.Cut(outputs);
        private readonly ConcurrentQueue<(int Unit, TargetResult[] Results)> done = [];
        private long doneBytes;

        public ConversionReport ToEnd(CancellationToken cancellation)
        {
            TargetResult[]?[] results = new TargetResult[units.Count][];
            foreach ((int unit, TargetResult[] earlier) in journal.Finished.Where(pair => pair.Key < units.Count))
            {
                results[unit] = earlier;
                doneBytes += BytesOf(units[unit]);
            }

            double resumedShare = (double)doneBytes / Math.Max(1, plan.DiskBytes);
            using SourceHashes hashes = new(plan.SourceFiles, outputs.Any(output => output.RecordsSources));
            WorkThroughUnits(results, hashes, cancellation);
            ImmutableArray<string> sourceHashes = hashes.Finish(cancellation);

            List<OutputReport> reports = [];
            for (int output = 0; output < outputs.Count; output++)
            {
                ImmutableArray<TensorReport> tensors = Summarize(output, results);
                reports.Add(new(outputs[output].Plan.FileType, [.. outputs[output].Plan.Files.Select(file => file.Path)], tensors));
                WriteHeaders(output, new RunFacts(sourceHashes, tensors));
                foreach ((string path, ReadOnlyMemory<byte> content) in outputs[output].Companions(new RunFacts(sourceHashes, tensors)))
                {
                    using StagedFile companion = new(path, content.Length);
                    companion.Write(0, content.Span);
                    companion.Sync();
                }
            }

            foreach (StagedFile file in files.SelectMany(staged => staged))
                file.Sync();
            journal.Complete();
            return new()
            {
                Outputs = [.. reports],
                ResumedShare = resumedShare,
                SourceHashes = sourceHashes,
                Findings = [.. RunFindings.Of(reports, options.NonFinite), .. RunFindings.Added(plan.Outputs, reports)],
            };
        }

        private void WorkThroughUnits(TargetResult[]?[] results, SourceHashes hashes, CancellationToken cancellation)
        {
            int next = -1;
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task journalling = Task.Run(() => JournalUntilStopped(stop), CancellationToken.None);
            Task[] workers = new Task[options.ThreadCount];
            for (int i = 0; i < workers.Length; i++)
                workers[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                Task.WaitAll(workers, CancellationToken.None);
            }
            catch (AggregateException errors)
            {
                // The first failure stopped the others; it is the one to tell.
                Exception first = errors.InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException) ?? errors.InnerExceptions[0];
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            }
            finally
            {
                stop.Cancel();
                journalling.GetAwaiter().GetResult();
            }

            void Work()
            {
                UnitWorker worker = new(outputs, files, options);
                try
                {
                    for (int index = Interlocked.Increment(ref next); index < units.Count; index = Interlocked.Increment(ref next))
                    {
                        if (results[index] is not null)
                            continue;
                        stop.Token.ThrowIfCancellationRequested();
                        while (hashes.Advance((index + 1.0) / units.Count, stop.Token))
                        {
                        }

                        TargetResult[] unitResults = worker.Process(units[index]);
                        results[index] = unitResults;
                        done.Enqueue((index, unitResults));
                        long bytes = Interlocked.Add(ref doneBytes, BytesOf(units[index]));
                        (int output, int tensor) = units[index].Targets[0];
                        progress?.Report(new(bytes, plan.DiskBytes, outputs[output].Plan.Tensors[tensor].Name));
                    }
                }
                catch
                {
                    stop.Cancel();
                    throw;
                }
            }
        }

        /// <summary>Every interval: what is finished is synced, then journalled. A unit counts only when its data is on disk.</summary>
        private void JournalUntilStopped(CancellationTokenSource stop)
        {
            try
            {
                while (!stop.Token.WaitHandle.WaitOne(options.JournalInterval))
                    AppendFinished();
            }
            catch
            {
                // A journal that cannot be written ends the job at once, not after its last unit.
                stop.Cancel();
                throw;
            }
        }

        private void AppendFinished()
        {
            List<(int, TargetResult[])> batch = [];
            while (done.TryDequeue(out (int, TargetResult[]) unit))
                batch.Add(unit);
            if (batch.Count == 0)
                return;
            foreach (StagedFile file in files.SelectMany(staged => staged))
                file.Sync();
            journal.Append(batch);
        }

        private ImmutableArray<TensorReport> Summarize(int output, TargetResult[]?[] results)
        {
            ImmutableArray<PlannedTensor> tensors = outputs[output].Plan.Tensors;
            TargetResult[] sums = new TargetResult[tensors.Length];
            for (int unit = 0; unit < units.Count; unit++)
            {
                TargetResult[] unitResults = results[unit] ?? throw new UnreachableException($"Unit {unit} has no result.");
                for (int target = 0; target < unitResults.Length; target++)
                {
                    (int targetOutput, int tensor) = units[unit].Targets[target];
                    if (targetOutput != output)
                        continue;
                    TargetResult sum = sums[tensor], part = unitResults[target];
                    sums[tensor] = new(
                        sum.ErrorSquares + part.ErrorSquares, sum.SourceSquares + part.SourceSquares,
                        sum.ReplacedCount + part.ReplacedCount, sum.ClippedCount + part.ClippedCount);
                }
            }

            return
            [
                .. tensors.Select((tensor, i) => new TensorReport(
                    tensor.Name,
                    sums[i].SourceSquares > 0 ? Math.Sqrt(sums[i].ErrorSquares / sums[i].SourceSquares) : 0,
                    sums[i].ReplacedCount,
                    sums[i].ClippedCount)),
            ];
        }

        private void WriteHeaders(int output, RunFacts facts)
        {
            IReadOnlyList<ReadOnlyMemory<byte>> headers = outputs[output].Headers(facts);
            for (int file = 0; file < headers.Count; file++)
                files[output][file].Write(0, headers[file].Span);
        }

        private long BytesOf(WorkUnit unit) => unit.Targets.Sum(target =>
            outputs[target.Output].Plan.Tensors[target.Tensor].Type.RowBytes(unit.Weight.Shape.Columns) * unit.RowCount);
    }
}
