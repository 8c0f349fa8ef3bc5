using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

public sealed class StartMhsmBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_start_returns_a_running_job_at_once_and_is_one_request()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob job = RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");

        Assert.Equal((MhsmOperation.Backup, "contoso-hsm", "InProgress", Hsm.CurrentJob!.Id), (job.Operation, job.HsmName, job.Status, job.JobId));
        Assert.Equal(Hsm.Uri, job.HsmUri);
        RecordedRequest request = Assert.Single(Emulator.Requests.All);
        Assert.Equal(("POST", "/backup", 202), (request.Method, request.Path, request.Status));
        Hsm.CurrentJob.FinishNow();
    }

    [Fact]
    public async Task The_backup_is_a_folder_in_the_container_named_by_the_rule()
    {
        MhsmJob job = BackUp();
        Assert.Equal("Succeeded", job.Status);
        Assert.True(BackupFolderName.TryParse(job.BackupFolder, out BackupFolderName? name));
        Assert.Equal("contoso-hsm", name!.HsmName);
        Assert.NotEmpty(await Container.BlobNamesAsync(job.BackupFolder + "/"));
        Assert.Equal($"{Container.Uri}/{job.BackupFolder}", job.BackupUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("-ContainerUri $container -SasToken $backupSas")]
    [InlineData("-ContainerUri $container -SasToken \"?$backupSas\"")]
    [InlineData("-ContainerUri \"${container}?$backupSas\"")]
    [InlineData("-ContainerUri ([uri]\"$container/?$backupSas\")")]
    [InlineData("-StorageContainerUri $container -StorageContainerSasToken $backupSas")]
    [InlineData("-ContainerUri $container -UseManagedIdentity")]
    [InlineData("-StorageResourceUri $container -UseUserManagedIdentity")]
    [InlineData("-ContainerUri $container -SasToken $backupSas -ApiVersion 2025-07-01")]
    [InlineData("-ContainerUri $container -SasToken $backupSas -ApiVersion 7.2")]
    public void Each_way_to_name_the_storage_works(string arguments) =>
        Assert.Equal("Succeeded", RunForJob($"Start-MhsmBackup $hsm {arguments} -Wait").Status);

    [Fact]
    public void Account_and_container_names_make_the_clouds_address()
    {
        // A token of the public cloud would be refused there.
        Session.Set("usToken", Emulator.IssueToken(Administrator, audience: "https://managedhsm.usgovcloudapi.net"));
        SessionResult result = Run("Start-MhsmBackup contoso-hsm -Cloud AzureUSGovernment -StorageAccountName contosobackup -BlobContainerName hsm -UseManagedIdentity -AccessToken $usToken -WhatIf");
        Assert.Empty(result.Output);
        string shown = Assert.Single(Session.Host.Record.Lines, line => line.Contains("What if", StringComparison.Ordinal));
        Assert.Contains("https://contosobackup.blob.core.usgovcloudapi.net/hsm", shown, StringComparison.Ordinal);
        Assert.Contains("https://contoso-hsm.managedhsm.usgovcloudapi.net/", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_comes_by_the_pipeline_and_each_hsm_has_its_job()
    {
        SessionResult result = Run("$hsm, $sibling, $stranger | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        Assert.Equal(["contoso-2", "contoso-hsm", "fabrikam"], result.Output.Select(job => ((MhsmJob)job.BaseObject).HsmName).Order());
        Assert.Equal(3, Starts.Count);
    }

    [Fact]
    public void Objects_bind_by_the_names_of_their_properties()
    {
        MhsmJob job = RunForJob(
            "[pscustomobject]@{ HsmName = 'other-name'; HsmUri = $hsm; ContainerUri = $container; SasToken = $backupSas } | Start-MhsmBackup -Wait");
        Assert.Equal(("contoso-hsm", "Succeeded"), (job.HsmName, job.Status));
    }

    [Fact]
    public void One_bad_name_does_not_stop_the_others()
    {
        SessionResult result = Session.Invoke("'no_name', $hsm | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas -Wait");
        Assert.StartsWith(MhsmErrorId.InvalidHsmName, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(result.Output);
    }

    [Fact]
    public void WhatIf_sends_nothing()
    {
        Assert.Empty(Run("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -WhatIf").Output);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_SAS_of_another_container_gives_a_failed_job_with_the_services_reason()
    {
        Session.Set("otherSas", Azurite.Server.CreateSas("no-such-container", "crdw"));
        (System.Management.Automation.ErrorRecord error, SessionResult result) =
            RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $otherSas -Wait", MhsmErrorId.JobFailed);
        Assert.Contains("ResourceNotFound", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
    }

    [Fact]
    public void A_second_start_gets_one_clear_conflict_and_the_first_is_not_harmed()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob first = RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
        (System.Management.Automation.ErrorRecord error, _) =
            RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.OperationInProgress);
        Assert.Contains("one backup or restore at a time", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Starts.Count);
        Assert.Equal(first.JobId, Hsm.CurrentJob!.Id);
        Hsm.CurrentJob.FinishNow();
    }

    [Fact]
    public void A_lost_answer_is_told_as_an_uncertain_start_and_nothing_is_sent_again()
    {
        Emulator.Faults.Add(new Fault(FaultKind.DropAnswer) { Path = "/backup" });
        (System.Management.Automation.ErrorRecord error, _) =
            RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.StartUncertain);
        Assert.Contains("may have started", error.ToString(), StringComparison.Ordinal);
        Assert.Single(Starts);
        Assert.Single(Hsm.Jobs);
    }

    [Fact]
    public void A_start_that_is_asked_to_come_again_makes_one_job()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/backup", StatusCode = 429, RetryAfter = 0 });
        Assert.Equal("Succeeded", RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait").Status);
        Assert.Single(Hsm.Jobs);
    }

    [Fact]
    public void A_role_that_is_missing_is_named()
    {
        Session.Set("token", Emulator.IssueToken(new MhsmBackup.Emulator.Access.EmulatorPrincipal("nobody", Secret: null)));
        (System.Management.Automation.ErrorRecord error, _) =
            RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -AccessToken $token", MhsmErrorId.AccessDenied);
        Assert.Contains("Managed HSM Backup", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_token_that_expires_soon_is_a_warning_and_no_refusal()
    {
        Session.Set("shortSas", Azurite.Server.CreateSas(Container.Name, "crdw", TimeSpan.FromHours(2)));
        SessionResult result = Run("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $shortSas -Wait");
        Assert.Contains("24 hours", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_is_not_there_is_told_as_unreachable()
    {
        (System.Management.Automation.ErrorRecord error, _) =
            RunForError("Start-MhsmBackup https://127.0.0.1:1 -ContainerUri $container -SasToken $backupSas", MhsmErrorId.HsmUnreachable);
        Assert.Equal(System.Management.Automation.ErrorCategory.ConnectionError, error.CategoryInfo.Category);
    }
}
