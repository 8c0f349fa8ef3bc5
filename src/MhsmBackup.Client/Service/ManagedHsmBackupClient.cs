using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Jobs;
using MhsmBackup.Service.Transport;
using MhsmBackup.Service.Wire;
using MhsmBackup.Storage;

namespace MhsmBackup.Service;

/// <summary>The backup operations of one Managed HSM over its REST API.</summary>
public sealed class ManagedHsmBackupClient : IManagedHsmBackupClient
{
    private readonly HttpPipeline _reads;
    private readonly HttpPipeline _starts;
    private readonly ManagedHsmClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a client. Nothing is sent before the first call.</summary>
    /// <param name="address">The HSM.</param>
    /// <param name="credential">Who calls.</param>
    /// <param name="options">How to speak to it; null for the defaults.</param>
    public ManagedHsmBackupClient(ManagedHsmAddress address, TokenCredential credential, ManagedHsmClientOptions? options = null)
        : this(address, credential, options ?? new ManagedHsmClientOptions(), HsmPipeline.TransportTo(address.IsLoopback), TimeProvider.System)
    {
    }

    internal ManagedHsmBackupClient(
        ManagedHsmAddress address, TokenCredential credential, ManagedHsmClientOptions options, HttpPipelineTransport transport, TimeProvider time)
    {
        Address = address;
        _options = options;
        _time = time;
        _reads = HsmPipeline.Build(address, credential, transport, options);
#if NETFRAMEWORK
        // .NET Framework sends a request again on its own when a kept connection turns out to be closed. A start must not
        // meet such a connection, so it has one of its own.
        _starts = HsmPipeline.Build(address, credential, HsmPipeline.CreateTransport(), options);
#else
        _starts = _reads;
#endif
    }

    /// <inheritdoc/>
    public ManagedHsmAddress Address { get; }

    /// <inheritdoc/>
    public Task<MhsmJob> StartBackupAsync(StorageAccess storage, CancellationToken cancellationToken = default) =>
        StartAsync(NewJob(MhsmOperation.Backup), RequestMethod.Post, "backup", BodyA(storage, storage.Container.FolderUri), WireJson.Default.StorageBody, cancellationToken);

    /// <inheritdoc/>
    public Task<MhsmJob> StartRestoreAsync(StorageAccess storage, CancellationToken cancellationToken = default) =>
        StartAsync(NewJob(MhsmOperation.Restore, storage), RequestMethod.Put, "restore", BodyB(storage), WireJson.Default.RestoreBody, cancellationToken);

    /// <inheritdoc/>
    public Task<MhsmJob> StartSelectiveKeyRestoreAsync(string keyName, StorageAccess storage, CancellationToken cancellationToken = default)
    {
        string name = ManagedHsmKeyName.Parse(keyName);
        var body = new SelectiveKeyRestoreBody { SasTokenParameters = BodyA(storage, storage.Container.Uri), Folder = FolderOf(storage) };
        return StartAsync(
            NewJob(MhsmOperation.SelectiveKeyRestore, storage, name), RequestMethod.Put, $"keys/{name}/restore", body, WireJson.Default.SelectiveKeyRestoreBody, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MhsmJob> StartPreBackupAsync(StorageAccess storage, CancellationToken cancellationToken = default)
    {
        DemandPreChecks();
        return StartAsync(NewJob(MhsmOperation.PreBackup), RequestMethod.Post, "prebackup", BodyA(storage, storage.Container.FolderUri), WireJson.Default.StorageBody, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MhsmJob> StartPreRestoreAsync(StorageAccess storage, CancellationToken cancellationToken = default)
    {
        DemandPreChecks();
        return StartAsync(NewJob(MhsmOperation.PreRestore, storage), RequestMethod.Put, "prerestore", BodyB(storage), WireJson.Default.RestoreBody, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MhsmJob> GetBackupStatusAsync(MhsmJob job, CancellationToken cancellationToken = default) =>
        ReadStatusAsync("backup", job, cancellationToken);

    /// <inheritdoc/>
    public Task<MhsmJob> GetRestoreStatusAsync(MhsmJob job, CancellationToken cancellationToken = default) =>
        ReadStatusAsync("restore", job, cancellationToken);

    private DateTime UtcNow => _time.GetUtcNow().UtcDateTime;

    private MhsmJob NewJob(MhsmOperation operation, StorageAccess? readsFrom = null, string? keyName = null) => new()
    {
        Operation = operation,
        HsmName = Address.Name,
        HsmUri = Address.Uri,
        BackupUri = readsFrom?.Container.FolderUri,
        BackupFolder = readsFrom?.Container.Folder,
        KeyName = keyName,
    };

    private StorageBody BodyA(StorageAccess storage, Uri uri)
    {
        if (!storage.UsesManagedIdentity) return new StorageBody { StorageResourceUri = uri.AbsoluteUri, Token = storage.Sas!.Reveal() };
        if (!_options.ApiVersion.HasManagedIdentity) throw TooOld("The managed identity", "7.5");
        return new StorageBody { StorageResourceUri = uri.AbsoluteUri, UseManagedIdentity = true };
    }

    private RestoreBody BodyB(StorageAccess storage) =>
        new() { SasTokenParameters = BodyA(storage, storage.Container.Uri), FolderToRestore = FolderOf(storage) };

    private static string FolderOf(StorageAccess storage) => storage.Container.Folder
        ?? throw new MhsmInputException(MhsmErrorId.BackupFolderMissing, "A restore needs the folder of a backup, like mhsm-contoso-hsm-2026112316180860.");

    private void DemandPreChecks()
    {
        if (!_options.ApiVersion.HasPreChecks) throw TooOld("The pre-check", "7.6");
    }

    private MhsmInputException TooOld(string what, string since) => new(
        MhsmErrorId.ApiVersionTooOld,
        $"{what} needs api-version {since} or later, and {_options.ApiVersion} was chosen. Choose {since}, or leave the api-version out.");

    private async Task<MhsmJob> StartAsync<TBody>(
        MhsmJob job, RequestMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancellationToken)
    {
        DateTime before = UtcNow;
        using HttpMessage message = CreateMessage(_starts, method, path);
        StartOnce.Mark(message);
        message.Request.Headers.Add("Content-Type", "application/json");
        // The body holds the SAS: it is not sent before the HSM has accepted the caller.
        message.Request.Headers.Add("Expect", "100-continue");
        message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body, type));

        try
        {
            await _starts.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (WasCalledOff(e))
        {
            throw new OperationCanceledException("The start was called off before it was sent.", e, _options.StopStarting);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ErrorOf(e, before, job.Operation);
        }
        catch (Exception e) when (e is OperationCanceledException)
        {
            throw Uncertain(job.Operation, before, "the wait for the answer was given up", e);
        }

        Response response = message.Response;
        if (response.IsError || response.Status is < 200 or >= 300) throw Refusal(message, job.Operation, isStart: true, before);
        try
        {
            return JobReader.Read(response, job, UtcNow);
        }
        catch (MhsmException e) when (e.ErrorId == MhsmErrorId.UnreadableAnswer)
        {
            throw Uncertain(job.Operation, before, e.Message, e);
        }
    }

    private static bool WasCalledOff(Exception exception) =>
        SendFailure.Causes(exception).Any(cause => cause is NotSentException);

    private async Task<MhsmJob> ReadStatusAsync(string kind, MhsmJob job, CancellationToken cancellationToken)
    {
        using HttpMessage message = CreateMessage(_reads, RequestMethod.Get, $"{kind}/{MhsmJobId.Parse(job.JobId)}/pending");
        try
        {
            await _reads.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ErrorOf(e, sentAfter: null, job.Operation);
        }

        Response response = message.Response;
        if (response.IsError || response.Status is < 200 or >= 300) throw Refusal(message, job.Operation, isStart: false, sentAfter: null);
        return JobReader.Read(response, job, UtcNow);
    }

    private HttpMessage CreateMessage(HttpPipeline pipeline, RequestMethod method, string path)
    {
        HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Address.Uri, path));
        message.Request.Uri.AppendQuery("api-version", _options.ApiVersion.Text);
        message.Request.Headers.Add("Accept", "application/json");
        return message;
    }

    private MhsmException Refusal(HttpMessage message, MhsmOperation operation, bool isStart, DateTime? sentAfter)
    {
        MhsmServiceException refusal = ServiceRefusal.Read(Address.Name, operation, isStart, message.Response, TokenClaims.Of(message.Request));
        // 500, 502 and 504 do not say whether the job was started; every other refusal does.
        bool isUncertain = sentAfter is not null && refusal.Status is 500 or 502 or 504;
        return isUncertain ? Uncertain(operation, sentAfter!.Value, refusal.Message, refusal) : refusal;
    }

    private MhsmException ErrorOf(Exception exception, DateTime? sentAfter, MhsmOperation operation)
    {
        if (HsmFailure.Known(exception) is MhsmException known) return known;
        IReadOnlyList<Exception> tries = exception is AggregateException all ? all.InnerExceptions : [exception];
        return sentAfter is DateTime before && !tries.All(SendFailure.NeverSent)
            ? Uncertain(operation, before, HsmFailure.CauseOf(exception), HsmFailure.LastOf(exception))
            : HsmFailure.Unreachable(Address, exception);
    }

    private MhsmStartUncertainException Uncertain(MhsmOperation operation, DateTime sentAfter, string cause, Exception? exception)
    {
        string how = operation switch
        {
            MhsmOperation.Backup => $"Look into the container for a folder mhsm-{Address.Name}-<time> with a time after {sentAfter:yyyyMMddHHmmss} before you start another: Get-MhsmBackup -HsmName {Address.Name}, with the container.",
            MhsmOperation.PreBackup or MhsmOperation.PreRestore => "A check changes nothing, so another can be started as soon as the HSM takes one.",
            _ => $"Wait until the HSM would have ended it, and look at its keys (az keyvault key list --hsm-name {Address.Name}) before you start another.",
        };
        return new MhsmStartUncertainException(
            $"The {ServiceRefusal.Word(operation)} was sent to {Address.Name} at {sentAfter:yyyy-MM-dd HH:mm:ss'Z'}, and no usable answer came back: {cause}{Environment.NewLine}"
            + $"The job may have started. It was not sent again. {how} While it runs, another start is refused with 409 Conflict.",
            sentAfter,
            exception);
    }
}
