using MhsmBackup.Emulator.Access;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Keys;

/// <summary>A key that is backed up and then soft-deleted, and callers with fewer roles.</summary>
public abstract class KeyRestoreTest(AzuriteFixture azurite) : CmdletTest(azurite)
{
    protected const string Restore = "$backup | Restore-MhsmKey -KeyName payroll -SasToken $restoreSas -Wait";

    internal MhsmJob Backup { get; private set; } = null!;

    /// <summary>Makes the key with two versions, backs it up and deletes it.</summary>
    internal void PrepareDeletedKey()
    {
        Hsm.Keys.Create("payroll");
        Hsm.Keys.Create("payroll");
        Session.Set("backup", Backup = BackUp());
        Hsm.Keys.Delete("payroll");
        Emulator.Requests.Clear();
    }

    /// <summary>From now on the session's caller has these roles alone.</summary>
    internal void CallAs(params BuiltInRole[] roles)
    {
        EmulatorPrincipal principal = new("somebody-" + Guid.NewGuid().ToString("N"), Secret: null);
        foreach (BuiltInRole role in roles) Hsm.Assign(principal, role);
        Session.Set("token", Emulator.IssueToken(principal));
        Session.Invoke("$PSDefaultParameterValues['*-Mhsm*:AccessToken'] = $token");
    }

    internal PowerShellSession OpenWithAnswers(params string[] answers)
    {
        PowerShellSession session = OpenSession(new HostOptions { Answers = new Queue<string>(answers) });
        session.Set("backup", Backup);
        return session;
    }

    internal int Purges => Emulator.Requests.All.Count(request => request.Method == "DELETE");

    internal int Restores => Emulator.Requests.All.Count(request => request.Method == "PUT" && request.Path.EndsWith("/restore", StringComparison.Ordinal));
}
