using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Checks;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Cmdlets;

/// <summary>Checks whether containers are fit for backups and restores, and says what to do where they are not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MhsmBackupStorage", DefaultParameterSetName = Uri)]
[OutputType(typeof(MhsmStorageCheck), typeof(bool))]
public sealed class TestMhsmBackupStorageCommand : SasContainerCmdlet
{
    private const int MaxConcurrentContainers = 16;

    // A little longer than a test blob's deletion may take.
    private static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _places = new(MaxConcurrentContainers);
    private readonly List<Task<MhsmStorageCheck[]?>> _running = [];
    private StorageCheckup? _checkup;
    private StorageAccountId? _accountId;
    private bool _isFit = true;

    /// <summary>What the container is to be used for.</summary>
    [Parameter]
    [ValidateSet("Backup", "Restore")]
    public string For { get; set; } = "Backup";

    /// <summary>Judges for an HSM that uses its own managed identity, not a SAS.</summary>
    [Parameter]
    [Alias("UseUserManagedIdentity")]
    public SwitchParameter UseManagedIdentity { get; set; }

    /// <summary>The subscription that has the storage accounts; without it all that the identity sees are looked through.</summary>
    [Parameter]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>The resource id of the storage account: it is read at once instead of looked for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Writes no test blob.</summary>
    [Parameter]
    public SwitchParameter SkipWrite { get; set; }

    /// <summary>Says only whether no check has failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            if (SubscriptionId is not null) SubscriptionId = StorageAccountId.ParseSubscription(SubscriptionId);
            if (ResourceId is not null) _accountId = StorageAccountId.Parse(ResourceId);
            var options = new StorageCheckOptions
            {
                Purpose = For.Equals("Restore", StringComparison.OrdinalIgnoreCase) ? SasPurpose.Restore : SasPurpose.Backup,
                UsesManagedIdentity = UseManagedIdentity,
                SkipsWrite = SkipWrite,
            };
            _checkup = new StorageCheckup(options, cloud => new ResourceManagerClient(IdentityOf(cloud), SubscriptionId), _accountId);
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    private protected override void Process(StorageContainer container)
    {
        if (_accountId is not null && container.Address.AccountName is string name && !name.Equals(_accountId.Name, StringComparison.OrdinalIgnoreCase))
        {
            _isFit = false;
            WriteError(new MhsmInputException(MhsmErrorId.InvalidResourceId, $"-ResourceId is of the account {_accountId.Name}, and {container.Address.Uri} is in the account {name}. Leave -ResourceId out, or give that of {name}."), container.Address.FolderUri);
            return;
        }

        StorageAccountFacts account = _checkup!.AccountOf(container, ChosenCloud, StopToken);
        _running.Add(Task.Run(() => CheckAsync(container, account)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Await(Task.Run(WriteAllAsync));
        if (Quiet) WriteObject(_isFit);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) WaitForCleaning();
        base.Dispose(disposing);
    }

    private protected override void FailToOpen() => _isFit = false;

    // After a stop a test blob may still be there; its deletion has a time of its own.
    private void WaitForCleaning()
    {
        try
        {
            Task.WhenAll(_running).Wait(CleaningTime);
        }
        catch (AggregateException)
        {
            // What was stopped has nothing more to tell.
        }

        if (!Stopping || _checkup is null) return;
        foreach (System.Uri blob in _checkup.LeftBehind) TellAfterStop($"The test blob {blob} could not be deleted.");
    }

    private async Task<MhsmStorageCheck[]?> CheckAsync(StorageContainer container, StorageAccountFacts account)
    {
        await _places.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            return await _checkup!.RunAsync(container, account, StopToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, container.Address.FolderUri)));
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task WriteAllAsync()
    {
        foreach (Task<MhsmStorageCheck[]?> each in _running)
        {
            MhsmStorageCheck[]? checks = await each.ConfigureAwait(false);
            if (checks is null || checks.Any(check => check.Status == MhsmStorageCheckStatus.Fail)) _isFit = false;
            if (checks is not null && !Quiet) Queue.Post(cmdlet => cmdlet.WriteObject(checks, enumerateCollection: true));
        }
    }
}
