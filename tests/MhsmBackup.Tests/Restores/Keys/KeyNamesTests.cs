using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Keys;

/// <summary>Several keys: how they are named, and what is said at the end.</summary>
public sealed class KeyNamesTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Theory]
    [InlineData("'app-a', 'app-b', 'tls' | Restore-MhsmKey $hsm -ContainerUri $uri -SasToken $restoreSas -Wait", "app-a app-b tls")]
    [InlineData("'app-a', 'app-b', 'tls' | Restore-MhsmKey $hsm -ContainerUri $uri -SasToken $restoreSas -All -Like 'app-*' -Wait", "app-a app-b")]
    [InlineData("Restore-MhsmKey $hsm app-a, app-b, tls -ContainerUri $uri -SasToken $restoreSas -Like 'APP-A', 't*' -Wait", "app-a tls")]
    [InlineData("[pscustomobject] @{ HsmName = $hsm; KeyName = 'tls' } | Restore-MhsmKey -ContainerUri $uri -SasToken $restoreSas -Wait", "tls")]
    [InlineData("$hsm | Restore-MhsmKey -KeyName tls -ContainerUri $uri -SasToken $restoreSas -Wait", "tls")]
    [InlineData("[pscustomobject] @{ Name = 'tls' } | Restore-MhsmKey $hsm -ContainerUri $uri -SasToken $restoreSas -Wait", "tls")]
    public void Names_come_by_parameter_or_pipeline(string script, string restored)
    {
        Prepare();
        Assert.Equal(restored, string.Join(' ', Run(script).Output.Select(job => ((MhsmJob)job.BaseObject).KeyName).Order()));
        Assert.Equal(restored.Split(' '), Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("Restore-MhsmKey $hsm -ContainerUri $uri -SasToken $restoreSas -All -Like 'app-*'", MhsmErrorId.KeyNameMissing)]
    [InlineData("'app-a' | Restore-MhsmKey -ContainerUri $uri -SasToken $restoreSas", MhsmErrorId.KeyNameMissing)]
    public void A_key_that_is_not_named_is_refused_before_any_call(string script, string errorId)
    {
        Prepare();
        Emulator.Requests.Clear();
        RunForError(script, errorId);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void Several_hsms_go_side_by_side_and_each_has_its_sentence_at_the_end()
    {
        Prepare();
        Hsm.Keys.Create("tls");
        SessionResult result = Session.Invoke("$hsm, $sibling | Restore-MhsmKey -KeyName app-a, tls -ContainerUri $uri -SasToken $restoreSas -Wait 6>&1");
        Assert.Equal(MhsmErrorId.KeyExists, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        string[] told = [.. result.Output.Select(item => item.BaseObject).OfType<System.Management.Automation.InformationRecord>().Select(record => record.MessageData.ToString()!)];
        Assert.Contains("Of 2 keys on contoso-2: 2 restored.", told);
        Assert.Contains(told, text => text.StartsWith("Of 2 keys on contoso-hsm: 1 ", StringComparison.Ordinal) && text.Contains("1 restored", StringComparison.Ordinal) && text.EndsWith("tls (KeyExists).", StringComparison.Ordinal));
        Assert.Equal(["app-a", "tls"], Sibling.Keys.Names);
    }

    private void Prepare()
    {
        foreach (string key in new[] { "app-a", "app-b", "tls" }) Hsm.Keys.Create(key);
        Session.Set("uri", BackUp().BackupUri!.AbsoluteUri);
        Hsm.Lose();
    }
}
