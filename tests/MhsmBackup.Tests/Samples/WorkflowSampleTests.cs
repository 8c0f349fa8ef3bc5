using System.Text.RegularExpressions;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using YamlDotNet.RepresentationModel;

namespace MhsmBackup.Tests.Samples;

/// <summary>The pipelines: they parse, and their inline scripts run one after the other, each in a session of its own as on an agent of its own.</summary>
public sealed partial class WorkflowSampleTests(SecureStorageFixture fixture) : SampleTest(fixture)
{
    [Fact]
    public async Task Azure_Pipelines_starts_on_one_agent_and_waits_prunes_and_reports_on_another()
    {
        await AddOldBackupsAsync();
        OnAzurePipelines();
        YamlMappingNode pipeline = Load("azure-pipelines.yml");
        YamlNode start = pipeline["stages"][0], wait = pipeline["stages"][1];
        Assert.Equal("start", wait["dependsOn"].ToString());

        string first = Assert.Single(InlineScripts(start));
        AssertOneBackupStarted(Run(first));
        Match variable = OutputVariable().Match(Assert.Single(HostLines));
        Assert.True(variable.Success, HostLines[0]);
        // How the value reaches the other stage, and under which name its script sees it.
        Assert.Equal($"$[ stageDependencies.start.start.outputs['backup.{variable.Groups["name"].Value}'] ]", wait["variables"][variable.Groups["name"].Value].ToString());
        Variables.Set(variable.Groups["name"].Value.ToUpperInvariant(), variable.Groups["value"].Value);

        string[] scripts = [.. InlineScripts(wait)];
        Assert.Equal(2, scripts.Length);
        AssertOneBackup(RunElsewhere(scripts[0]));
        Variables.Set("AGENT_JOBSTATUS", "Succeeded").Set("BUILD_ARTIFACTSTAGINGDIRECTORY", Path.GetDirectoryName(Report));
        Assert.NotEmpty(RunElsewhere(scripts[1]).Output);
        Assert.True(File.Exists(Report));
    }

    [Fact]
    public void A_backup_that_could_not_be_started_fails_the_pipeline_at_its_end()
    {
        OnAzurePipelines();
        Variables.Set("HSMS", $"{Fixture.Hsm.Uri.AbsoluteUri} no_hsm");
        YamlNode stages = Load("azure-pipelines.yml")["stages"];
        SessionResult started = Session.Invoke(InlineScripts(stages[0]).Single());
        AssertOneBackupStarted(started);
        Assert.Contains(HostLines, line => line.StartsWith("##vso[task.complete result=SucceededWithIssues;]1 ", StringComparison.Ordinal));
        Variables.Set("JOBS", OutputVariable().Match(HostLines[0]).Groups["value"].Value);
        SessionResult waited = Session.Invoke(InlineScripts(stages[1]).First());
        AssertOneBackup(waited);
        Assert.Contains("1 of 2 backups did not succeed", waited.Errors[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_Actions_backs_up_prunes_and_reports_without_a_secret()
    {
        await AddOldBackupsAsync();
        Variables.Set("ACTIONS_ID_TOKEN_REQUEST_URL", Fixture.Emulator.SignIn.GitHubRequestUrl.AbsoluteUri).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Fixture.Emulator.SignIn.GitHubRequestToken)
            .Set("AZURE_CLIENT_ID", SecureStorageFixture.Workflow.ClientId).Set("AZURE_TENANT_ID", Fixture.Tenant)
            .Set("HSMS", Fixture.Hsm.Uri.AbsoluteUri).Set("CONTAINER", Container.Uri.AbsoluteUri).Set("RUNNER_TEMP", Path.GetDirectoryName(Report));
        YamlMappingNode workflow = Load("github-actions.yml");
        Assert.Equal(["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "CONTAINER", "HSMS"], ((YamlMappingNode)workflow["env"]).Children.Select(pair => pair.Key.ToString()).Order());
        Assert.Equal("write", workflow["permissions"]["id-token"].ToString());
        YamlNode[] steps = [.. ((YamlSequenceNode)workflow["jobs"]["backup"]["steps"]).Where(step => ((YamlMappingNode)step).Children.ContainsKey("run"))];
        Assert.All(steps, step => Assert.Equal("pwsh", step["shell"].ToString()));
        AssertOneBackup(Run("$ErrorActionPreference = 'Stop'\n" + steps[0]["run"]));
        Assert.NotEmpty(RunElsewhere("$ErrorActionPreference = 'Stop'\n" + steps[1]["run"]).Output);
        RunElsewhere("$ErrorActionPreference = 'Stop'\n" + steps[2]["run"]);
        Assert.True(File.Exists(Report));
    }

    private void OnAzurePipelines() => Variables
        .Set("SYSTEM_OIDCREQUESTURI", Fixture.Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri).Set("SYSTEM_ACCESSTOKEN", Fixture.Emulator.SignIn.PipelinesAccessToken)
        .Set("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", SecureStorageFixture.Workflow.ServiceConnectionId).Set("AZURESUBSCRIPTION_CLIENT_ID", SecureStorageFixture.Workflow.ClientId)
        .Set("AZURESUBSCRIPTION_TENANT_ID", Fixture.Tenant).Set("HSMS", Fixture.Hsm.Uri.AbsoluteUri).Set("CONTAINER", Container.Uri.AbsoluteUri);

    private static void AssertOneBackupStarted(SessionResult result) => Assert.Single(result.Output.Select(item => item.BaseObject).OfType<MhsmJob>());

    private static IEnumerable<string> InlineScripts(YamlNode stage) => stage.AllNodes.OfType<YamlMappingNode>()
        .Where(node => node.Children.ContainsKey("inlineScript"))
        .Select(node =>
        {
            Assert.Equal("pscore", node["scriptType"].ToString());
            return $"$ErrorActionPreference = '{node["powerShellErrorActionPreference"]}'\n{node["inlineScript"]}";
        });

    private static SessionResult RunElsewhere(string script)
    {
        using PowerShellSession elsewhere = PowerShellSession.Open(module: ModulePath.Find());
        elsewhere.Invoke("function Install-Module { }; $PSDefaultParameterValues['Wait-MhsmJob:PollInterval'] = 0.05");
        SessionResult result = elsewhere.Invoke(script);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result;
    }

    [GeneratedRegex(@"^##vso\[task\.setvariable variable=(?<name>\w+);isOutput=true\](?<value>.+)$")]
    private static partial Regex OutputVariable();
}
