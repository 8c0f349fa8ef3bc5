using System.Management.Automation.Runspaces;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>
/// Runs a script statement by statement, in the session's one scope, and shows each with its comment above its output: what
/// a reader would see who typed it. An unexpected error, or a proof that does not hold, ends it.
/// </summary>
public sealed class ScriptRunner(PowerShellSession session)
{
    private static readonly string[] Silent = ["Assert-Proof"];

    /// <summary>The cmdlets that scripts prove things with.</summary>
    public static IEnumerable<SessionStateCommandEntry> Commands { get; } =
    [
        new SessionStateCmdletEntry("Assert-Proof", typeof(AssertProofCommand), helpFileName: null),
        new SessionStateCmdletEntry("Assert-Error", typeof(AssertErrorCommand), helpFileName: null),
    ];

    /// <summary>Runs a script.</summary>
    /// <param name="script">Its text.</param>
    /// <param name="cancellationToken">Ends it before the next statement.</param>
    /// <returns>What it proved; null when it ended with an unexpected error.</returns>
    public Proofs? Run(string script, CancellationToken cancellationToken = default)
    {
        var proofs = new Proofs();
        session.Set(Proofs.Variable, proofs);
        foreach (ScriptStatement statement in ScriptReader.Read(script))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Echo(statement);
            bool isGood = session.Show(statement.Text);
            if (proofs.Failed.Count > 0) return proofs;
            if (!isGood) return null;
        }

        return proofs;
    }

    private void Echo(ScriptStatement statement)
    {
        if (statement.Comment.Count > 0) session.Host.UI.WriteLine(string.Empty);
        foreach (string line in statement.Comment) session.Host.UI.WriteLine("# " + line);
        if (Silent.Contains(statement.Command, StringComparer.OrdinalIgnoreCase)) return;
        string[] lines = statement.Text.ReplaceLineEndings("\n").Split('\n');
        session.Host.UI.WriteLine("PS> " + string.Join(Environment.NewLine + ">>  ", lines));
    }
}
