using System.Collections;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Completion;

/// <summary>
/// Keys that this session has restored, and those that the HSM has, live or soft-deleted, when Connect-Mhsm has signed in
/// somebody who may list them. What a backup holds is encrypted.
/// </summary>
public sealed class KeyNameCompleter : SessionCompleter
{
    private protected override string? ValueOf(MhsmJob job, IDictionary given) => job.KeyName;

    private protected override IEnumerable<(string Value, string Tip)> Others(IDictionary given)
    {
        // Without Connect-Mhsm nobody asks: completion must not look for a way to sign in.
        MhsmSession session = MhsmSession.Current;
        string? hsm = given["HsmName"]?.ToString() ?? session.Context?.HsmName;
        return hsm is null || session.Identity is null
            ? []
            : session.KeyNames.Of(session.Identity, session.Defaults.ApiVersion, hsm).Select(name => (name, $"A key of {hsm}, live or soft-deleted"));
    }
}
