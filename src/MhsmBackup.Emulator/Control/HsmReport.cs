using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Jobs;

namespace MhsmBackup.Emulator.Control;

/// <summary>An HSM, as the control API shows it.</summary>
internal sealed record HsmReport(string Name, Uri Uri, Uri LoopbackUri, string SecurityDomain, IReadOnlyList<string> Keys, IReadOnlyList<string> DeletedKeys, DateTimeOffset? LastFullBackup, IReadOnlyList<JobReport> Jobs)
{
    internal static HsmReport Of(EmulatedHsm hsm) => new(
        hsm.Name, hsm.Uri, hsm.LoopbackUri, hsm.SecurityDomain.Id, hsm.Keys.Names, hsm.Keys.DeletedNames, hsm.LastFullBackup,
        [.. hsm.Jobs.Select(job => new JobReport(job.Id, job.Kind, job.Status))]);
}

/// <summary>A job, as the control API shows it.</summary>
internal sealed record JobReport(string Id, HsmJobKind Kind, string Status);
