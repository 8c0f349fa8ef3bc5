using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;
using MhsmBackup.Session;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>
/// A cmdlet that starts jobs. Several HSMs are started side by side; each job is written as soon as the service has named
/// it. After Ctrl+C no further start is sent, and a start that is under way is still listened to: Get-MhsmJob has its job.
/// </summary>
public abstract class StartCmdlet : ServiceCmdlet
{
    internal const string UriWithSas = "UriWithSas";
    internal const string UriWithIdentity = "UriWithIdentity";
    internal const string NameWithSas = "NameWithSas";
    internal const string NameWithIdentity = "NameWithIdentity";

    private const int MaxConcurrentStarts = 8;

    private readonly SemaphoreSlim _places = new(MaxConcurrentStarts);
    private readonly List<Task> _starts = [];
    private readonly HashSet<string> _warnings = [];
    private readonly HeldErrors _errors = new();
    private JobWaiter? _waiter;
    private int _underWay;

    /// <summary>
    /// The HSMs: names (contoso-hsm) or URLs (https://contoso-hsm.managedhsm.azure.net). Without it the default of
    /// Connect-Mhsm, except for a full restore.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("HsmUri", "Id", "HsmObject")]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string[]? HsmName { get; set; }

    /// <summary>The storage account that has the container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorageAccountName { get; set; }

    /// <summary>The blob container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerName", "ContainerName")]
    [ValidateNotNullOrEmpty]
    public string? BlobContainerName { get; set; }

    /// <summary>A SAS token of the container, with or without the question mark.</summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerSasToken")]
    [SecretTransformation]
    public SecureString? SasToken { get; set; }

    /// <summary>Reads and writes the container with the user-assigned managed identity that the HSM has.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriWithIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity)]
    [Alias("UseUserManagedIdentity")]
    public SwitchParameter UseManagedIdentity { get; set; }

    /// <summary>Waits until the jobs have ended, as Wait-MhsmJob does.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How jobs and their ends are told.</summary>
    /// <exception cref="MhsmException">What was asked for contradicts itself.</exception>
    private protected virtual JobTelling Telling { get; } = new();

    private protected abstract ContainerUriArgument? ContainerArgument { get; }

    private protected abstract SasPurpose Purpose { get; }

    /// <summary>Whether the session's default HSM may be meant; not where a slip would cost what the HSM holds.</summary>
    private protected virtual bool TakesDefaultHsm => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _ = Telling;
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }

        if (Wait) _waiter = new JobWaiter(this, Connections, pollInterval: null, timeout: null, any: false, StopToken) { Telling = Telling };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? name in HsmName ?? [null!])
        {
            if (!_errors.IsEmpty) return; // the pipeline ends with that error, and nothing more is begun
            try
            {
                ManagedHsmAddress hsm = name is null ? DefaultHsm() : Connections.Find(name);
                Take(hsm);
            }
            catch (MhsmException e)
            {
                Telling.WriteNoJob(this);
                WriteOrHold(e, Secrets.Redaction.OfOptionalText(name));
            }
        }

        Queue.Drain(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Await(Task.WhenAll(_starts));
        if (_waiter is not null) Await(_waiter.EndAsync());
        _errors.WriteTo(this, StopsAtErrors);
    }

    /// <summary>
    /// Writes an error; one that would end the pipeline (-ErrorAction Stop) only when every job that was started has come out.
    /// From the pipeline's thread.
    /// </summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">What it is about; never a secret.</param>
    private protected void WriteOrHold(Exception exception, object? target)
    {
        ErrorRecord error = ErrorRecords.From(exception, target);
        if (_starts.Count > 0 && StopsAtErrors) _errors.Add(error);
        else WriteError(error);
    }

    private protected override void TellOfStop()
    {
        _errors.TellTo(TellAfterStop);
        IReadOnlyList<MhsmJob> waiting = _waiter?.Waiting ?? [];
        foreach (MhsmJob job in waiting) TellAfterStop($"{JobVerdict.Title(job)} runs on. To come back: {JobVerdict.ComeBackTo(job)}");
        int underWay = Volatile.Read(ref _underWay);
        if (underWay > 0) TellAfterStop($"{underWay} start(s) had been sent and not yet answered. Get-MhsmJob lists their jobs as soon as the service has named them.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _waiter?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Does what there is to do for one HSM.</summary>
    private protected virtual void Take(ManagedHsmAddress hsm)
    {
        StorageAccess storage = FindStorage(hsm);
        WarnOnce(storage.Warning);
        Start(hsm, storage);
    }

    /// <summary>Warns, unless it has been said.</summary>
    private protected void WarnOnce(string? text)
    {
        if (text is not null && _warnings.Add(text)) WriteWarning(text);
    }

    /// <summary>Asks for confirmation and starts what there is to start on one HSM.</summary>
    private protected abstract void Start(ManagedHsmAddress hsm, StorageAccess storage);

    /// <summary>Starts a job on the pool; the job is written to the pipeline, or waited for under -Wait.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <param name="start">Sends the start. It must not be canceled: a lost answer is a lost job id.</param>
    /// <returns>The job; null when it could not be started.</returns>
    private protected Task<MhsmJob?> Launch(ManagedHsmAddress hsm, Func<IManagedHsmBackupClient, Task<MhsmJob>> start)
    {
        Task<MhsmJob?> launched = Task.Run(() => LaunchAsync(hsm, start));
        _starts.Add(launched);
        return launched;
    }

    /// <summary>Adds work that the cmdlet's end waits for.</summary>
    private protected void Track(Task task) => _starts.Add(task);

    /// <summary>Sends one start and hands its job over.</summary>
    private protected async Task<MhsmJob?> LaunchAsync(ManagedHsmAddress hsm, Func<IManagedHsmBackupClient, Task<MhsmJob>> start)
    {
        try
        {
            MhsmJob job = await SendStartAsync(hsm, start).ConfigureAwait(false);
            HandOver(job);
            return job;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotStarted(hsm, e);
            return null;
        }
    }

    /// <summary>Writes a job to the pipeline, or waits for it under -Wait.</summary>
    private protected void HandOver(MhsmJob job)
    {
        if (_waiter is not null) Queue.Post(_ => _waiter.Add(job));
        else Queue.Post(cmdlet => Telling.WriteJob(cmdlet, job));
    }

    /// <summary>Sends one start. Its job is remembered, whatever becomes of the pipeline.</summary>
    private protected async Task<MhsmJob> SendStartAsync(ManagedHsmAddress hsm, Func<IManagedHsmBackupClient, Task<MhsmJob>> start)
    {
        await _places.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            await Connections.SignInForAsync(hsm, StopToken).ConfigureAwait(false);
            MhsmJob job = await SendAsync(hsm, start).ConfigureAwait(false);
            SessionJobs.Remember(job);
            return job;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Tells that nothing was started on an HSM, and why.</summary>
    private protected void NotStarted(ManagedHsmAddress hsm, Exception why) => Queue.Post(cmdlet =>
    {
        Telling.WriteNoJob(cmdlet);
        WriteOrHold(why, hsm.Uri);
    });

    // From here on a stop no longer ends it: what was sent has to be listened to.
    private async Task<MhsmJob> SendAsync(ManagedHsmAddress hsm, Func<IManagedHsmBackupClient, Task<MhsmJob>> start)
    {
        StopToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _underWay);
        try
        {
            return await start(Connections.For(hsm)).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private ManagedHsmAddress DefaultHsm() => TakesDefaultHsm
        ? Defaults.HsmOf(Session, Cloud)
        : throw Defaults.HsmMissing("A full restore wipes an HSM, so it takes no default.");

    private ContainerAddress FindContainer(ManagedHsmAddress hsm, out SecureString? sasOfUri)
    {
        sasOfUri = null;
        if (ContainerArgument is not null) return ContainerArgument.Parse(out sasOfUri);
        if (StorageAccountName is not null || BlobContainerName is not null)
            return ContainerAddress.FromNames(StorageAccountName, BlobContainerName, hsm.Cloud ?? ChosenCloud ?? ManagedHsmCloud.OfEnvironment());
        return Session.Defaults.Container ?? throw Defaults.ContainerMissing();
    }

    private StorageAccess FindStorage(ManagedHsmAddress hsm)
    {
        ContainerAddress container = FindFolder(FindContainer(hsm, out SecureString? sasOfUri));

        if (UseManagedIdentity)
        {
            return sasOfUri is null
                ? StorageAccess.WithManagedIdentity(container)
                : throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "The container's URI carries a SAS, and -UseManagedIdentity was given as well. Give one of the two.");
        }

        if (SasToken is not null && sasOfUri is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "The container's URI carries a SAS, and -SasToken was given as well. Give one of the two.");
        SecureString token = SasToken ?? sasOfUri ?? throw new MhsmInputException(
            MhsmErrorId.StorageAccessMissing,
            "Nothing says with what right the HSM may use the container. Give -SasToken, a container URI that carries a SAS, or -UseManagedIdentity.");
        return StorageAccess.WithSas(container, Storage.SasToken.Parse(token), Purpose, DateTime.UtcNow);
    }

    private protected abstract ContainerAddress FindFolder(ContainerAddress container);
}
