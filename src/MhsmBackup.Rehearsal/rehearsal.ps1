# Two Managed HSMs run on this machine, each with a security domain of its own, and a storage account with a container.
"contoso: $contoso   fabrikam: $fabrikam   container: $container"

# Sign in once, as a service principal with its secret: one token, for both HSMs.
$credential = [pscredential]::new($clientId, [System.Net.NetworkCredential]::new('', $clientSecret).SecurePassword)
Connect-Mhsm -Credential $credential -TenantId $tenant
Assert-Proof 'the session is signed in as the service principal' { (Get-MhsmContext).Account -eq $clientId -and (Get-MhsmContext).SignInMethod -eq 'ClientSecret' }

# Contoso's HSM has three keys, one of them in two versions.
New-EmulatorKey $contoso app-signing, app-wrapping, payroll, payroll
Get-EmulatorKey $contoso

# A full backup with a SAS. The start returns a job at once; Wait-MhsmJob waits for it.
$backup = Start-MhsmBackup $contoso -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob
$backup
Assert-Proof 'the backup succeeded' { $backup.Status -eq 'Succeeded' }
Assert-Proof 'its folder in Azure Storage is named by the rule: mhsm-{name}-{UTC time}' { (Get-StorageFolder $container -SasToken $restoreSas) -eq $backup.BackupFolder -and $backup.BackupFolder -match '^mhsm-contoso-hsm-\d{16}$' }

# The same with the managed identity of the HSM: no token at all.
$byIdentity = Start-MhsmBackup $contoso -ContainerUri $container -UseManagedIdentity -Wait
$byIdentity
Assert-Proof 'the backup with the managed identity succeeded' { $byIdentity.Status -eq 'Succeeded' -and $byIdentity.BackupFolder -ne $backup.BackupFolder }

# Somebody deletes a key and purges it. It comes back alone, with both its versions.
Remove-EmulatorKey $contoso payroll
$backup | Restore-MhsmKey -KeyName payroll -SasToken $restoreSas | Wait-MhsmJob
Assert-Proof 'the key is back with both versions' { $(foreach ($key in Get-EmulatorKey $contoso) { if ($key.Key -eq 'payroll') { $key.Versions } }) -eq 2 }

# A key that exists is never overwritten: the service refuses, and the error says what to do.
Assert-Error KeyExists { $backup | Restore-MhsmKey -KeyName payroll -SasToken $restoreSas }

# A SAS of another container: the job fails with the service's own reason.
Assert-Error JobFailed { Start-MhsmBackup $contoso -ContainerUri $container -SasToken $otherSas -Wait }

# One backup at a time on an HSM: the second start is refused, the first is not harmed.
$first = Start-MhsmBackup $contoso -ContainerUri $container -SasToken $backupSas
Assert-Error OperationInProgress { Start-MhsmBackup $contoso -ContainerUri $container -SasToken $backupSas }
Assert-Proof 'the first backup succeeded all the same' { ($first | Wait-MhsmJob).Status -eq 'Succeeded' }

# The fleet, started together and waited for in one loop.
New-EmulatorKey $fabrikam tls-root
$fleet = $contoso, $fabrikam | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -Timeout 00:01:00
$fleet
Assert-Proof 'both backups of the fleet succeeded' { $fleet.Count -eq 2 -and -not ($fleet.Status -ne 'Succeeded') }

# The worst day: Contoso's HSM is lost. A new one is activated with the same security domain; it holds nothing.
Reset-EmulatorHsm $contoso
Assert-Proof 'the new HSM is empty' { -not (Get-EmulatorKey $contoso) }
Start-MhsmRestore $contoso -ContainerUri $container -BackupFolder $backup.BackupFolder -SasToken $restoreSas -Force | Wait-MhsmJob
Get-EmulatorKey $contoso
Assert-Proof 'every key is back' { "$((Get-EmulatorKey $contoso).Key)" -eq 'app-signing app-wrapping payroll' }

# A backup of another security domain is of no use to Fabrikam's HSM, and does no harm to it.
Assert-Error PreCheckFailed { Start-MhsmRestore $fabrikam -ContainerUri $backup.BackupUri -SasToken $restoreSas -Force -Wait }
Assert-Proof 'its own key is still there' { (Get-EmulatorKey $fabrikam).Key -eq 'tls-root' }

# Another machine, days later: name, job id and operation are all that is needed.
$again = Get-MhsmJob -HsmName $contoso -JobId $backup.JobId -Operation Backup
Assert-Proof 'the job is found again, with the place of its backup' { $again.BackupUri -eq $backup.BackupUri }
