using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Pipeline;

/// <summary>What became of several keys of one command, in a sentence for each HSM.</summary>
internal sealed class KeySummary
{
    private readonly object _lock = new();
    private readonly List<Fate> _fates = [];

    /// <summary>A key's restore was started.</summary>
    public void Started(string hsm, string key, MhsmJob job) => Add(new Fate(hsm, key, job, Word: "started"));

    /// <summary>A key is live again, or was live.</summary>
    public void Recovered(string hsm, string key) => Add(new Fate(hsm, key, Job: null, Word: "recovered"));

    /// <summary>A key was not restored.</summary>
    public void Failed(string hsm, string key, string errorId) => Add(new Fate(hsm, key, Job: null, Word: "failed", errorId));

    /// <summary>The sentences; none where an HSM had one key.</summary>
    public IEnumerable<string> Sentences()
    {
        Fate[] fates;
        lock (_lock) fates = [.. _fates.Select(fate => fate.Now())];
        foreach (IGrouping<string, Fate> hsm in fates.GroupBy(fate => fate.Hsm).Where(hsm => hsm.Count() > 1))
        {
            IEnumerable<string> counts = hsm.GroupBy(fate => fate.Word).Select(same => $"{same.Count()} {same.Key}");
            string failures = string.Join(", ", hsm.Where(fate => fate.ErrorId is not null).Select(fate => $"{fate.Key} ({fate.ErrorId})"));
            yield return $"Of {hsm.Count()} keys on {hsm.Key}: {string.Join(", ", counts)}{(failures.Length > 0 ? ": " + failures : string.Empty)}.";
        }
    }

    /// <summary>Writes them where a person sees them, and the output stays jobs alone.</summary>
    public void Write(Cmdlet cmdlet)
    {
        foreach (string sentence in Sentences()) cmdlet.WriteInformation(new HostInformationMessage { Message = sentence }, ["PSHOST"]);
    }

    private void Add(Fate fate)
    {
        lock (_lock) _fates.Add(fate);
    }

    private sealed record Fate(string Hsm, string Key, MhsmJob? Job, string Word, string? ErrorId = null)
    {
        /// <summary>With the end of its job, where that was seen.</summary>
        public Fate Now()
        {
            if (Job is null) return this;
            MhsmJob seen = SessionJobs.Find(Job) ?? Job;
            if (!seen.HasEnded) return this;
            return MhsmJobStatus.IsSucceeded(seen.Status) ? this with { Word = "restored" } : this with { Word = "failed", ErrorId = JobVerdict.ErrorOf(seen)!.ErrorId };
        }
    }
}
