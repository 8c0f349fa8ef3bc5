using System.Management.Automation;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>No SAS, no access token and no account key is in any stream, object, error or event.</summary>
public sealed class SecretsTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_whole_scenario_with_failures_shows_no_secret()
    {
        string[] secrets = [];
        using var events = new AzureEvents();
        Hsm.Keys.Create("a");
        string failing = Azurite.Server.CreateSas("no-such-container", "crdw");
        Session.Set("failing", failing);

        // The service repeats the token in its words: even then it must not be shown.
        string echoed = "cannot use https://x/y?" + failing;
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = echoed });
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/restore", StatusCode = 400, Details = echoed });

        SessionResult result = Session.Invoke(
            """
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken $failing -Wait
            Start-MhsmRestore $hsm -ContainerUri "$container/mhsm-contoso-hsm-2026112316180860?$restoreSas" -Force -Wait
            $good = Start-MhsmBackup $hsm -ContainerUri "${container}?$backupSas" -Verbose -Debug | Wait-MhsmJob -Verbose -Debug
            $good
            Restore-MhsmKey $hsm a -ContainerUri $good.BackupUri -SasToken $restoreSas
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken "$failing&sp=x"
            Start-MhsmBackup https://127.0.0.1:1 -ContainerUri $container -SasToken $backupSas
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -WhatIf
            Get-MhsmJob -ErrorAction SilentlyContinue
            """);
        Assert.True(result.Errors.Count >= 5, string.Join('\n', result.Errors));

        secrets = [Signature(failing), Signature(VariableText("restoreSas")), Signature(VariableText("backupSas")), Token, Azurite.Server.AccountKey];
        Assert.All(secrets, secret => Assert.True(secret.Length > 20));
        string[] shown =
        [
            .. result.Verbose, .. result.Debug, .. result.Warnings, .. result.Information, .. Session.Host.Record.Lines, .. Session.Host.Record.Prompts, .. events.Texts,
            .. result.Progress.Select(record => $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}"),
            .. result.Output.Select(item => PSSerializer.Serialize(item, 5)),
            .. result.Errors.Select(Everything),
        ];
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(Uri.UnescapeDataString(secret), StringComparison.Ordinal));
        }
    }

    private string VariableText(string name) => (string)Session.Invoke("$" + name).Output[0].BaseObject;

    private static string Signature(string sas) => sas.Split('&').Single(part => part.StartsWith("sig=", StringComparison.Ordinal))[4..];

    // The command's own text is the user's, and here it holds variables alone; everything else of the record must be clean.
    private static string Everything(ErrorRecord error) => string.Join(
        '\n',
        error.ToString(),
        error.Exception.ToString(),
        error.TargetObject,
        error.CategoryInfo,
        error.ErrorDetails,
        error.ScriptStackTrace,
        PSSerializer.Serialize(error.InvocationInfo?.BoundParameters, 5),
        PSSerializer.Serialize(error.TargetObject, 5));

    /// <summary>What Azure's libraries would write into a log.</summary>
    private sealed class AzureEvents : System.Diagnostics.Tracing.EventListener
    {
        private readonly List<string> _texts = [];

        public IReadOnlyList<string> Texts
        {
            get
            {
                lock (_texts) return [.. _texts];
            }
        }

        protected override void OnEventSourceCreated(System.Diagnostics.Tracing.EventSource eventSource)
        {
            // Storage's clients share the source, and their requests are the emulator's, not the module's.
            if (eventSource.Name is "Azure-Core" or "Azure-Identity") EnableEvents(eventSource, System.Diagnostics.Tracing.EventLevel.Verbose);
        }

        protected override void OnEventWritten(System.Diagnostics.Tracing.EventWrittenEventArgs eventData)
        {
            string text = string.Join(' ', eventData.Payload ?? new System.Collections.ObjectModel.ReadOnlyCollection<object?>([]));
            lock (_texts) _texts.Add(text);
        }
    }
}
