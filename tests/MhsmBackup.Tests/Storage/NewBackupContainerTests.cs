using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>New-MhsmBackupContainer makes a container once, and leaves one that is there as it is.</summary>
public sealed class NewBackupContainerTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private string Name { get; } = "new-" + Guid.NewGuid().ToString("N");

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Session.Set("key", Azurite.Server.AccountKey);
        Session.Set("new", Azurite.Server.ContainerUri(Name).AbsoluteUri);
    }

    [Fact]
    public void A_container_is_made_private_and_then_found()
    {
        MhsmBackupContainer first = Make("New-MhsmBackupContainer $new -StorageAccountKey $key");
        Assert.Equal((true, "None", Azurite.Server.ContainerUri(Name)), (first.Created, first.PublicAccess, first.ContainerUri));
        Assert.Equal((false, false), (first.HasImmutabilityPolicy, first.HasLegalHold));
        Assert.NotNull(first.SoftDeleteDays);
        Assert.Equal(first with { Created = false }, Make("New-MhsmBackupContainer $new -StorageAccountKey $key"));
    }

    [Fact]
    public void WhatIf_makes_nothing()
    {
        Assert.Empty(Run("New-MhsmBackupContainer $new -StorageAccountKey $key -WhatIf").Output);
        Assert.False(Azurite.Server.Container(Name).Exists(Cancel).Value);
    }

    [Fact]
    public async Task A_public_container_is_warned_of_and_stays_as_it_is()
    {
        await Container.Client.SetAccessPolicyAsync(PublicAccessType.Blob, cancellationToken: Cancel);
        SessionResult result = Run("New-MhsmBackupContainer $container -StorageAccountKey $key");
        Assert.Equal("Blob", Assert.IsType<MhsmBackupContainer>(Assert.Single(result.Output).BaseObject).PublicAccess);
        Assert.Contains("public", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(PublicAccessType.Blob, (await Container.Client.GetPropertiesAsync(cancellationToken: Cancel)).Value.PublicAccess);
    }

    [Fact]
    public void A_container_goes_by_pipe_into_a_token_and_a_backup() =>
        Assert.Equal(MhsmJobStatus.Succeeded, RunForJob("New-MhsmBackupContainer $new -StorageAccountKey $key | New-MhsmSasToken -For Backup -StorageAccountKey $key | Start-MhsmBackup $hsm -Wait").Status);

    [Fact]
    public void A_SAS_of_a_container_cannot_make_one() =>
        RunForError("New-MhsmBackupContainer $new -SasToken $backupSas", MhsmErrorId.StorageAccessDenied);

    private MhsmBackupContainer Make(string script) => Assert.IsType<MhsmBackupContainer>(Assert.Single(Run(script).Output).BaseObject);
}
