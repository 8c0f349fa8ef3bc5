using System.Management.Automation;
using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Cmdlets;

/// <summary>Makes a container SAS that allows what a backup or a restore needs, and no more.</summary>
[Cmdlet(VerbsCommon.New, "MhsmSasToken", DefaultParameterSetName = Uri, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(MhsmSasToken))]
public sealed class NewMhsmSasTokenCommand : ContainerCmdlet
{
    private readonly List<Task> _work = [];
    private readonly Dictionary<Uri, Task<SecureString>> _keys = [];

    // The field is no SasPurpose: a value type of the client in the layout of a cmdlet would load the client at the import.
    private object? _for;

    /// <summary>What the token is for, which decides its permissions: crdw for a backup, rl for a restore.</summary>
    [Parameter(Mandatory = true)]
    public SasPurpose For
    {
        get => _for is null ? default : (SasPurpose)_for;
        set => _for = value;
    }

    /// <summary>Signs with a key that is read from the account through Azure Resource Manager.</summary>
    [Parameter]
    public SwitchParameter UseAccountKey { get; set; }

    /// <summary>How long the token is valid, from now: 24 hours and 30 minutes without it. A plain number is seconds.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan ValidFor { get; set; }

    /// <summary>Until when the token is valid. A time without a zone is local.</summary>
    [Parameter]
    [Alias("ExpiryTime", "Expiry")]
    public DateTime ExpiresOn { get; set; }

    /// <summary>An IPv4 address, or a range of two with a hyphen between them, that requests must come from.</summary>
    [Parameter]
    [Alias("Ip")]
    [ValidateNotNullOrEmpty]
    public string? IPAddressOrRange { get; set; }

    /// <summary>The stored access policy of the container that holds permissions and expiry; with the account's key alone.</summary>
    [Parameter]
    [Alias("PolicyName")]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _ = CreateRequest();
            if (UseAccountKey && StorageAccountKey is not null)
                throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "-UseAccountKey reads the account's key, and -StorageAccountKey was given as well. Give one of the two.");
        }
        catch (MhsmException e)
        {
            // What is wrong with it is wrong for every container.
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(Task.WhenAll(_work));

    private protected override void Process(StorageContainer container)
    {
        SasTokenRequest request = CreateRequest();
        SasTokenMaker.Check(container.SignIn, request, DateTime.UtcNow, UseAccountKey);
        // Nothing may be wrong with either before something is sent.
        string account = container.Address.DemandAccountName();
        ResourceManagerClient? manager = UseAccountKey ? new ResourceManagerClient(container.SignIn.Identity!) : null;
        if (ShouldProcess(container.Address.Uri.AbsoluteUri, $"Make a SAS token for a {For.ToString().ToLowerInvariant()}"))
        {
            Task<SecureString>? key = manager is null ? null : KeyOf(container.Address.Uri, account, manager);
            _work.Add(Task.Run(() => MakeAsync(container, key, request)));
        }
    }

    // One account's key is read once, for however many containers.
    private Task<SecureString> KeyOf(Uri container, string account, ResourceManagerClient manager)
    {
        var service = new Uri($"{container.Scheme}://{container.Authority}/{account}");
        if (!_keys.TryGetValue(service, out Task<SecureString>? key)) _keys.Add(service, key = Task.Run(() => ReadKeyAsync(account, manager)));
        return key;
    }

    private async Task<SecureString> ReadKeyAsync(string account, ResourceManagerClient manager)
    {
        StorageAccount found = await manager.FindAsync(account, StopToken).ConfigureAwait(false);
        return await manager.GetKeyAsync(found, StopToken).ConfigureAwait(false);
    }

    private SasTokenRequest CreateRequest()
    {
        Dictionary<string, object> given = MyInvocation.BoundParameters;
        return SasTokenRequest.Create(
            For,
            given.ContainsKey(nameof(ValidFor)) ? ValidFor : null,
            given.ContainsKey(nameof(ExpiresOn)) ? ExpiresOn.ToUniversalTime() : null,
            Policy,
            IPAddressOrRange,
            DateTime.UtcNow);
    }

    private async Task MakeAsync(StorageContainer container, Task<SecureString>? key, SasTokenRequest request)
    {
        try
        {
            if (key is not null) container = Open(container.Address, StorageSignIn.WithKey(container.Address, await key.ConfigureAwait(false)));
            MhsmSasToken token = await SasTokenMaker.MakeAsync(container, request, StopToken).ConfigureAwait(false);
            Queue.Post(cmdlet => cmdlet.WriteVerbose($"Made a {token} ({token.Kind})."));
            Queue.Post(cmdlet => cmdlet.WriteObject(token));
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, container.Address.Uri)));
        }
    }
}
