using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Tells what a SAS token can and cannot do, and until when, without a call.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MhsmSasToken")]
[OutputType(typeof(MhsmSasTokenReport), typeof(bool))]
public sealed class TestMhsmSasTokenCommand : MhsmCmdlet
{
    // The field is no SasPurpose: a value type of the client in the layout of a cmdlet would load the client at the import.
    private object? _for;

    /// <summary>The SAS token, with or without the question mark.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerSasToken")]
    [SecretTransformation]
    public SecureString? SasToken { get; set; }

    /// <summary>The URI of the container that the token is for; it may carry the SAS.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <summary>What the token is to be judged for. Without it what its permissions fit.</summary>
    [Parameter]
    public SasPurpose For
    {
        get => _for is null ? default : (SasPurpose)_for;
        set => _for = value;
    }

    /// <summary>Gives true or false: whether the token serves for -For, without it for a backup or a restore.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            MhsmSasTokenReport report = Read();
            if (Quiet) WriteObject(Serves(report));
            else WriteObject(report);
        }
        catch (MhsmException e)
        {
            WriteError(e, ContainerUri?.ToString());
            if (Quiet) WriteObject(false);
        }
    }

    private MhsmSasTokenReport Read()
    {
        SecureString? sasOfUri = null;
        ContainerAddress? container = ContainerUri?.Parse(out sasOfUri);
        if (SasToken is not null && sasOfUri is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "The container's URI carries a SAS, and -SasToken was given as well. Give one of the two.");
        SecureString token = SasToken ?? sasOfUri ?? throw new MhsmInputException(
            MhsmErrorId.StorageAccessMissing, "There is no SAS token to test. Give -SasToken, or a -ContainerUri that carries one.");
        return MhsmSasTokenReport.Of(Storage.SasToken.Parse(token), container, _for is null ? null : For, DateTime.UtcNow);
    }

    private bool Serves(MhsmSasTokenReport report) => _for is null
        ? report.CanBackUp != false || report.CanRestore != false
        : (For == SasPurpose.Backup ? report.CanBackUp : report.CanRestore) != false;
}
