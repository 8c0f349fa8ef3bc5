using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Starts a full restore, which replaces all that the HSM holds, and returns its job at once.</summary>
[Cmdlet(VerbsLifecycle.Start, "MhsmRestore", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MhsmJob))]
public sealed class StartMhsmRestoreCommand : RestoreCmdlet
{
    /// <summary>Does not ask. For runbooks and pipelines.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool TakesDefaultHsm => false;

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        string action = $"Restore {hsm.Uri} in full from {Describe(storage)}";
        string question = $"{action}?{Environment.NewLine}Everything that {hsm.Name} holds now is wiped: keys, versions, attributes, tags and role assignments. "
            + "They return to their state in the backup; what was made since is lost. Until the restore ends, the HSM serves nobody.";
        if (IsConfirmed(action, question))
            Launch(hsm, client => client.StartRestoreAsync(storage));
    }

    // ShouldProcess would ask whatever -Force says; with -WhatIf or an explicit -Confirm it must be called all the same.
    private bool IsConfirmed(string action, string question)
    {
        bool mustAsk = MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && LanguagePrimitives.IsTrue(confirm);
        return (Force && !IsWhatIf && !mustAsk) || ShouldProcess(action, question, "Full restore of a Managed HSM");
    }
}
